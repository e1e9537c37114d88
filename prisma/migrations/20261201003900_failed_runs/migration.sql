-- What failed is rare, and looked for among very many runs that did not.
CREATE INDEX run_failed ON run (organization_id, started_at) WHERE status = 'failed';
