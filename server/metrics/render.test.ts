import { expect, test } from "vitest";
import { collectMetrics, counter, gauge, histogram } from "./registry";
import { renderMetrics } from "./render";

test("what two processes count stands together under one name, each value with its process", () => {
  const depth = (value: number) => [
    {
      name: "depth",
      help: "How deep.",
      type: "gauge" as const,
      samples: [{ suffix: "", labels: {}, value }],
    },
  ];
  expect(
    renderMetrics([
      { process: "intake", families: depth(1) },
      { process: "worker", families: depth(2) },
    ]),
  ).toBe(
    '# HELP depth How deep.\n# TYPE depth gauge\ndepth{process="intake"} 1\ndepth{process="worker"} 2\n',
  );
});

test("counters, gauges and histograms are told as they stand when asked", async () => {
  const answers = counter<"outcome">("try_answers_total", "Answers.");
  answers.add({ outcome: "new" });
  answers.add({ outcome: "new" }, 2);
  answers.add({ outcome: 'odd "one"\n' });
  let waiting = 1;
  gauge("try_waiting", "Waiting.", () => waiting);
  const took = histogram("try_seconds", "Took.", [0.1, 1]);
  for (const seconds of [0.05, 0.5, 5]) took.observe(seconds, {});
  waiting = 7;
  const text = renderMetrics([{ process: "x", families: await collectMetrics() }]);
  expect(text.split("\n").filter((line) => line.startsWith("try_"))).toEqual([
    'try_answers_total{process="x",outcome="new"} 3',
    'try_answers_total{process="x",outcome="odd \\"one\\"\\n"} 1',
    'try_waiting{process="x"} 7',
    'try_seconds_bucket{process="x",le="0.1"} 1',
    'try_seconds_bucket{process="x",le="1"} 2',
    'try_seconds_bucket{process="x",le="+Inf"} 3',
    'try_seconds_sum{process="x"} 5.55',
    'try_seconds_count{process="x"} 3',
  ]);
});
