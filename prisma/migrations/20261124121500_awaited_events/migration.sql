-- Finds the nodes that wait for an event by its address and one of its values (server/runs/awaited-event).
CREATE INDEX run_step_awaits ON run_step
  ((output->'awaits'->>'endpointId'), (output->'awaits'->>'field'), (output->'awaits'->>'value'))
  WHERE state = 'waiting' AND output ? 'awaits';
