import { useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { type Outputs, useTRPC } from "@/components/api";
import { Button } from "@/components/ui/button";
import { Time } from "@/components/ui/time";

type Tests = Outputs["settings"]["alerts"]["tests"];

/** Sends a test alert to every saved address, and says how that went. */
export function AlertTest({ tests, goesSomewhere }: { tests: Tests; goesSomewhere: boolean }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const send = useMutation(
    trpc.settings.testAlert.mutationOptions({
      onSuccess: () => toast.success("A test alert is on its way to every saved address."),
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.settings.pathKey() }),
    }),
  );
  return (
    <section aria-labelledby="alert-test" className="border-line border-t pt-5">
      <h2 id="alert-test" className="font-medium text-[13px]">
        Do alerts arrive?
      </h2>
      <p className="mb-3 text-[13px] text-muted">
        {goesSomewhere
          ? "A test goes to the addresses as they are saved."
          : "Save an address or a webhook first; then a test can be sent there."}
      </p>
      <Button disabled={!goesSomewhere} loading={send.isPending} onClick={() => send.mutate()}>
        Send a test alert
      </Button>
      {tests.length > 0 && (
        <ul aria-label="Test alerts" className="mt-3 flex flex-col gap-1.5 text-[13px]">
          {tests.map(({ id, to, createdAt, deliveredAt, problem }) => (
            <li key={id} className="break-words">
              <span className="font-medium">{to}</span>{" "}
              {deliveredAt ? (
                <span className="text-muted">
                  arrived <Time at={deliveredAt} />
                </span>
              ) : problem ? (
                <span className="text-state-failed">{problem}</span>
              ) : (
                <span className="text-muted">
                  under way since <Time at={createdAt} />
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
