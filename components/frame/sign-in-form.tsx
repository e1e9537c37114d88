"use client";
import { Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

/** Email and password; says what is wrong in a sentence and keeps what was typed. */
export function SignInForm({ next }: { next: string }) {
  const [shown, setShown] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);

  async function signIn(form: FormData) {
    setBusy(true);
    setProblem(undefined);
    const response = await fetch("/api/auth/sign-in/email", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email: form.get("email"), password: form.get("password") }),
    }).catch(() => null);
    if (response?.ok) return window.location.assign(next);
    setBusy(false);
    setProblem(sentenceFor(response?.status));
  }

  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        void signIn(new FormData(event.currentTarget));
      }}
    >
      <Field id="email" label="Email">
        <Input id="email" name="email" type="email" autoComplete="username" required autoFocus className="h-10 text-sm" />
      </Field>
      <Field id="password" label="Password" error={problem}>
        <div className="relative">
          <Input
            id="password"
            name="password"
            type={shown ? "text" : "password"}
            autoComplete="current-password"
            required
            aria-invalid={problem !== undefined}
            aria-describedby={problem ? "password-error" : undefined}
            className="h-10 pr-10 text-sm"
          />
          <Button
            variant="quiet"
            size="icon"
            className="absolute top-1.5 right-1.5"
            aria-label={shown ? "Hide the password" : "Show the password"}
            aria-pressed={shown}
            onClick={() => setShown(!shown)}
          >
            {shown ? <EyeOff size={15} aria-hidden /> : <Eye size={15} aria-hidden />}
          </Button>
        </div>
      </Field>
      <Button type="submit" variant="primary" className="h-10" loading={busy}>
        Sign in
      </Button>
    </form>
  );
}

function sentenceFor(status: number | undefined): string {
  if (status === 401 || status === 403) return "This email and password do not match. Check both and try again.";
  if (status === 429) return "Too many tries. Wait a minute, then try again.";
  if (status === 400 || status === 422) return "Enter a whole email address and your password.";
  return "Handoff could not be reached. Try again in a moment.";
}
