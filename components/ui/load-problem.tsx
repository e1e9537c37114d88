import { errorSentence } from "@/components/api";
import { Button } from "./button";
import { EmptyState } from "./empty-state";

/** What could not be loaded, why, and another try. */
export function LoadProblem(props: { title: string; error: unknown; onRetry: () => unknown }) {
  return (
    <div role="alert" className="p-6">
      <EmptyState
        title={props.title}
        description={errorSentence(props.error)}
        action={<Button onClick={() => void props.onRetry()}>Try again</Button>}
      />
    </div>
  );
}
