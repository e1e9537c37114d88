/** Bars over time, each with its words on hover; what they say together is their name for screen readers. */
export function QueueChart(props: {
  title: string;
  summary: string;
  bars: { value: number; words: string }[];
}) {
  const { bars } = props;
  const most = Math.max(1, ...bars.map(({ value }) => value));
  return (
    <figure>
      <figcaption className="text-muted text-xs">{props.title}</figcaption>
      <svg
        role="img"
        aria-label={props.summary}
        viewBox={`0 0 ${bars.length} 32`}
        preserveAspectRatio="none"
        className="mt-1 h-12 w-full border-line border-b"
      >
        {bars.map(({ value, words }, index) => {
          // What is there at all is seen.
          const height = value === 0 ? 0 : Math.max(1.5, (value / most) * 32);
          return (
            <g key={words} className="group">
              <title>{words}</title>
              <rect
                x={index}
                y={0}
                width={1}
                height={32}
                className="fill-transparent group-hover:fill-hover"
              />
              <rect
                x={index + 0.1}
                y={32 - height}
                width={0.8}
                height={height}
                className="fill-accent group-hover:fill-ink"
              />
            </g>
          );
        })}
      </svg>
    </figure>
  );
}
