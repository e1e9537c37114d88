-- AlterEnum
ALTER TYPE "endpoint_kind" ADD VALUE 'schedule';
ALTER TYPE "endpoint_kind" ADD VALUE 'threshold';

-- CreateTable
CREATE TABLE "trigger_cursor" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "organization_id" UUID NOT NULL,
    "endpoint_id" UUID NOT NULL,
    "rule" JSONB NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "scanned_until" TIMESTAMPTZ(3) NOT NULL,
    "scan" JSONB,
    "ends_at" TIMESTAMPTZ(3),
    "due_at" TIMESTAMPTZ(3),

    CONSTRAINT "trigger_cursor_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "record_date" (
    "organization_id" UUID NOT NULL,
    "record_id" UUID NOT NULL,
    "collection_id" UUID NOT NULL,
    "field" TEXT NOT NULL,
    "whole_day" BOOLEAN NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "fresh" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "record_date_pkey" PRIMARY KEY ("record_id","field")
);

-- CreateIndex
CREATE INDEX "trigger_cursor_endpoint_id_idx" ON "trigger_cursor"("endpoint_id");

-- CreateIndex
CREATE INDEX "trigger_cursor_organization_id_idx" ON "trigger_cursor"("organization_id");

-- CreateIndex
CREATE INDEX "record_date_collection_id_field_whole_day_at_record_id_idx" ON "record_date"("collection_id", "field", "whole_day", "at", "record_id");

-- CreateIndex
CREATE INDEX "record_date_organization_id_idx" ON "record_date"("organization_id");

-- AddForeignKey
ALTER TABLE "trigger_cursor" ADD CONSTRAINT "trigger_cursor_endpoint_id_fkey" FOREIGN KEY ("endpoint_id") REFERENCES "endpoint"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- ─── Privileges and row-level security ───────────────────────────────────────────────────────────

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['trigger_cursor', 'record_date'] LOOP
    EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE public.%I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY organization ON public.%I TO handoff_app USING (organization_id = current_organization()) WITH CHECK (organization_id = current_organization())', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON public.%I TO handoff_app', t);
  END LOOP;
END $$;

-- Across organizations: ids and due times only.
CREATE POLICY engine ON trigger_cursor FOR SELECT TO handoff_engine USING (true);
CREATE POLICY engine ON record_date FOR SELECT TO handoff_engine USING (true);
GRANT SELECT (id, organization_id, due_at) ON trigger_cursor TO handoff_engine;
GRANT SELECT (organization_id, fresh) ON record_date TO handoff_engine;

-- What comes due in an organization is told by the same clock as the engine's waits. The schema alone opens no table.
GRANT USAGE ON SCHEMA engine TO handoff_app;

-- One rule in force per trigger; those that ended finish what came due before.
CREATE UNIQUE INDEX trigger_cursor_open ON trigger_cursor (endpoint_id) WHERE ends_at IS NULL;

-- What is due, found without reading what is not.
CREATE INDEX trigger_cursor_due ON trigger_cursor (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX record_date_fresh ON record_date (organization_id) WHERE fresh;

-- ─── The dates of records ────────────────────────────────────────────────────────────────────────
-- The comparison of a JSON field cannot use an index under row-level security (->> is not leakproof), the one of a
-- plain column can. Kept by triggers, so that no way of writing a record passes it by.

-- A day or an instant as workflow/expressions/moment reads it, in whole milliseconds; NULL for anything else.
CREATE FUNCTION moment_at(value text) RETURNS timestamptz
  LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
  written text := btrim(value, E' \t\n\r');
BEGIN
  IF written ~ '^\d{4}-\d{2}-\d{2}$' AND length(value) <= 50 THEN
    RETURN CASE WHEN pg_input_is_valid(written, 'date') THEN (written || ' 00:00:00Z')::timestamptz END;
  END IF;
  IF length(value) > 50
    OR written !~* '^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?\s?(Z|[+-]\d{2}(:?\d{2})?)?)?$' THEN
    RETURN NULL;
  END IF;
  written := CASE WHEN written ~* '(Z|[T ].*[+-]\d{2}(:?\d{2})?)$' THEN written
    ELSE written || 'Z'
  END;
  -- More digits than milliseconds would be rounded, and up.
  written := regexp_replace(replace(written, ',', '.'), '(\.\d{3})\d+', '\1');
  RETURN CASE WHEN pg_input_is_valid(written, 'timestamptz') THEN written::timestamptz END;
END $$;

CREATE FUNCTION dates_in(fields jsonb, data jsonb) RETURNS TABLE (field text, whole_day boolean, at timestamptz)
  LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT found.field, length(btrim(found.value, E' \t\n\r')) = 10, moment.at
  FROM (
    SELECT DISTINCT known->>'key' AS field, data->>(known->>'key') AS value
    FROM jsonb_array_elements(fields) known
    WHERE known->>'type' = 'date' AND jsonb_typeof(data->(known->>'key')) = 'string'
  ) found
  CROSS JOIN LATERAL moment_at(found.value) AS moment (at)
  WHERE moment.at IS NOT NULL
$$;

CREATE FUNCTION note_record_dates() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  known jsonb;
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.data = OLD.data AND (NEW.deleted_at IS NULL) = (OLD.deleted_at IS NULL) THEN
    RETURN NULL;
  END IF;
  IF TG_OP = 'INSERT' OR (TG_OP = 'UPDATE' AND NEW.deleted_at IS NULL) THEN
    SELECT fields INTO known FROM collection WHERE id = NEW.collection_id;
    INSERT INTO record_date (organization_id, record_id, collection_id, field, whole_day, at)
      SELECT NEW.organization_id, NEW.id, NEW.collection_id, found.field, found.whole_day, found.at
      FROM dates_in(known, NEW.data) found WHERE NEW.deleted_at IS NULL
    ON CONFLICT (record_id, field) DO UPDATE SET whole_day = EXCLUDED.whole_day, at = EXCLUDED.at, fresh = true
      WHERE (record_date.whole_day, record_date.at) IS DISTINCT FROM (EXCLUDED.whole_day, EXCLUDED.at);
  END IF;
  IF TG_OP = 'DELETE' THEN
    DELETE FROM record_date WHERE record_id = OLD.id;
  ELSIF TG_OP = 'UPDATE' THEN
    DELETE FROM record_date WHERE record_id = NEW.id
      AND (NEW.deleted_at IS NOT NULL OR field NOT IN (SELECT found.field FROM dates_in(known, NEW.data) found));
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER record_dates AFTER INSERT OR UPDATE OF data, deleted_at OR DELETE ON record
  FOR EACH ROW EXECUTE FUNCTION note_record_dates();

-- A field that becomes a date, or is one no longer.
CREATE FUNCTION note_collection_dates() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM record_date WHERE collection_id = NEW.id
    AND field NOT IN (SELECT known->>'key' FROM jsonb_array_elements(NEW.fields) known WHERE known->>'type' = 'date');
  INSERT INTO record_date (organization_id, record_id, collection_id, field, whole_day, at)
    SELECT record.organization_id, record.id, record.collection_id, found.field, found.whole_day, found.at
    FROM record, dates_in(NEW.fields, record.data) found
    WHERE record.collection_id = NEW.id AND record.deleted_at IS NULL
  ON CONFLICT (record_id, field) DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER collection_dates AFTER UPDATE OF fields ON collection
  FOR EACH ROW WHEN (NEW.fields IS DISTINCT FROM OLD.fields) EXECUTE FUNCTION note_collection_dates();

-- Records that are there already. The owner sees no tenant's rows while row-level security is forced.
ALTER TABLE record NO FORCE ROW LEVEL SECURITY;
ALTER TABLE collection NO FORCE ROW LEVEL SECURITY;
ALTER TABLE record_date NO FORCE ROW LEVEL SECURITY;
INSERT INTO record_date (organization_id, record_id, collection_id, field, whole_day, at, fresh)
  SELECT record.organization_id, record.id, record.collection_id, found.field, found.whole_day, found.at, false
  FROM record JOIN collection ON collection.id = record.collection_id, dates_in(collection.fields, record.data) found
  WHERE record.deleted_at IS NULL;
ALTER TABLE record FORCE ROW LEVEL SECURITY;
ALTER TABLE collection FORCE ROW LEVEL SECURITY;
ALTER TABLE record_date FORCE ROW LEVEL SECURITY;
