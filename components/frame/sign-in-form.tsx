"use client";
import { Eye, EyeOff } from "lucide-react";
import { useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { type SignInProblem, signInProblem } from "./sign-in-problem";

/** Email and password; says what is wrong in a sentence and keeps what was typed. */
export function SignInForm({ next }: { next: string }) {
  const [shown, setShown] = useState(false);
  const [problem, setProblem] = useState<SignInProblem>();
  const [busy, setBusy] = useState(false);
  const password = useRef<HTMLInputElement>(null);

  async function signIn(form: FormData) {
    setBusy(true);
    setProblem(undefined);
    const response = await fetch("/api/auth/sign-in/email", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email: form.get("email"), password: form.get("password") }),
    }).catch(() => null);
    if (response?.ok) return window.location.assign(next);
    const found = await signInProblem(response);
    setBusy(false);
    setProblem(found);
    if (found.mistyped) password.current?.focus();
  }

  const wrong = problem?.mistyped ? problem.sentence : undefined;
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        void signIn(new FormData(event.currentTarget));
      }}
    >
      <Field id="email" label="Email">
        <Input
          id="email"
          name="email"
          type="email"
          autoComplete="username"
          required
          autoFocus
          className="h-10 text-sm"
        />
      </Field>
      <Field id="password" label="Password" error={wrong}>
        <div className="relative">
          <Input
            ref={password}
            id="password"
            name="password"
            type={shown ? "text" : "password"}
            autoComplete="current-password"
            required
            aria-invalid={wrong !== undefined}
            aria-describedby={wrong ? "password-error" : undefined}
            className="h-10 pr-11 text-sm"
          />
          <Button
            variant="quiet"
            size="icon"
            className="absolute inset-y-1 right-1 my-auto"
            aria-label={shown ? "Hide the password" : "Show the password"}
            onClick={() => setShown(!shown)}
          >
            {shown ? <EyeOff size={15} aria-hidden /> : <Eye size={15} aria-hidden />}
          </Button>
        </div>
      </Field>
      {problem && !problem.mistyped && (
        <p role="alert" className="border-state-failed border-l-2 pl-3 text-[13px] leading-5">
          {problem.sentence}
        </p>
      )}
      <Button type="submit" variant="primary" className="h-10" loading={busy}>
        Sign in
      </Button>
    </form>
  );
}
