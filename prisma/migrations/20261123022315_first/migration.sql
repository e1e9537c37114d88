-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "engine";

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "identity";

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "workflow_status" AS ENUM ('draft', 'live', 'paused', 'archived');

-- CreateEnum
CREATE TYPE "endpoint_kind" AS ENUM ('form', 'webhook');

-- CreateEnum
CREATE TYPE "run_status" AS ENUM ('queued', 'running', 'waiting', 'degraded', 'done', 'failed', 'canceled');

-- CreateEnum
CREATE TYPE "step_state" AS ENUM ('running', 'waiting', 'settled', 'failed');

-- CreateEnum
CREATE TYPE "review_kind" AS ENUM ('approval', 'mismatch', 'guardrail', 'mend');

-- CreateEnum
CREATE TYPE "review_status" AS ENUM ('open', 'decided', 'withdrawn');

-- CreateEnum
CREATE TYPE "effect_state" AS ENUM ('held', 'queued', 'sending', 'confirmed', 'mismatch', 'missing', 'pending', 'unverifiable', 'unknown', 'blocked', 'failed', 'reversed');

-- CreateEnum
CREATE TYPE "engine"."run_status" AS ENUM ('due', 'waiting', 'finished', 'failed');

-- CreateTable
CREATE TABLE "organization_settings" (
    "organization_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL DEFAULT 'UTC',
    "currency" TEXT NOT NULL DEFAULT 'EUR',
    "brand_color" TEXT NOT NULL DEFAULT '#1f2a44',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "organization_settings_pkey" PRIMARY KEY ("organization_id")
);

-- CreateTable
CREATE TABLE "money_guardrail" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "organization_id" UUID NOT NULL,
    "currency" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "cap_per_action" DECIMAL(18,4) NOT NULL,
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "money_guardrail_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "workflow" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "organization_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "status" "workflow_status" NOT NULL DEFAULT 'draft',
    "draft" JSONB NOT NULL,
    "draft_revision" INTEGER NOT NULL DEFAULT 1,
    "published_version_id" UUID,
    "owner_id" UUID,
    "last_edited_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "workflow_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "workflow_version" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "organization_id" UUID NOT NULL,
    "workflow_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "name" TEXT NOT NULL DEFAULT '',
    "document" JSONB NOT NULL,
    "published_by" UUID,
    "edited_by" UUID,
    "published_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "workflow_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "endpoint" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "organization_id" UUID NOT NULL,
    "workflow_id" UUID NOT NULL,
    "node_id" TEXT NOT NULL,
    "kind" "endpoint_kind" NOT NULL,
    "token" TEXT NOT NULL,
    "secret" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "endpoint_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "event" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "organization_id" UUID NOT NULL,
    "endpoint_id" UUID NOT NULL,
    "external_id" TEXT NOT NULL,
    "body_hash" TEXT NOT NULL,
    "body" JSONB NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "routed_at" TIMESTAMPTZ(3),
    "note" TEXT NOT NULL DEFAULT '',
    "conflicts" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "run" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "organization_id" UUID NOT NULL,
    "workflow_id" UUID NOT NULL,
    "version_id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "trigger_node_id" TEXT NOT NULL,
    "status" "run_status" NOT NULL DEFAULT 'queued',
    "subject" TEXT NOT NULL DEFAULT '',
    "reason" TEXT NOT NULL DEFAULT '',
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "run_step" (
    "organization_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "node_id" TEXT NOT NULL,
    "state" "step_state" NOT NULL,
    "port" TEXT,
    "output" JSONB NOT NULL DEFAULT '{}',
    "reason" TEXT NOT NULL DEFAULT '',
    "decision_kind" TEXT,
    "decision_owner" TEXT,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "run_step_pkey" PRIMARY KEY ("run_id","node_id")
);

-- CreateTable
CREATE TABLE "outbox" (
    "id" BIGSERIAL NOT NULL,
    "organization_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "dedupe_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "review" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "organization_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "node_id" TEXT NOT NULL,
    "effect_id" UUID,
    "kind" "review_kind" NOT NULL,
    "status" "review_status" NOT NULL DEFAULT 'open',
    "ask" TEXT NOT NULL,
    "why" TEXT NOT NULL,
    "subject" TEXT NOT NULL DEFAULT '',
    "amount" DECIMAL(18,4),
    "currency" TEXT,
    "packet" JSONB NOT NULL,
    "content_hash" TEXT NOT NULL,
    "reviewer_role" TEXT,
    "reviewer_ids" UUID[],
    "requested_by" TEXT,
    "due_at" TIMESTAMPTZ(3),
    "escalated_at" TIMESTAMPTZ(3),
    "claimed_by" UUID,
    "claimed_by_name" TEXT,
    "answer" TEXT,
    "port" TEXT,
    "rationale" TEXT NOT NULL DEFAULT '',
    "decided_by" UUID,
    "decided_by_name" TEXT,
    "decided_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "review_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "effect" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "organization_id" UUID NOT NULL,
    "run_id" UUID,
    "node_id" TEXT,
    "key" TEXT NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 0,
    "action" TEXT NOT NULL,
    "connection_id" UUID,
    "effect" TEXT NOT NULL,
    "summary" TEXT NOT NULL,
    "input" JSONB NOT NULL,
    "input_hash" TEXT NOT NULL,
    "amount" DECIMAL(18,4),
    "currency" TEXT,
    "state" "effect_state" NOT NULL DEFAULT 'queued',
    "failure_class" TEXT,
    "reason" TEXT NOT NULL DEFAULT '',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3),
    "lease_owner" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "before" JSONB,
    "result" JSONB,
    "evidence" JSONB,
    "released_by" UUID,
    "reversal_of" UUID,
    "requested_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "effect_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "connection" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "organization_id" UUID NOT NULL,
    "connector" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "config" JSONB NOT NULL DEFAULT '{}',
    "secret" TEXT,
    "circuit" TEXT NOT NULL DEFAULT 'closed',
    "failures" INTEGER NOT NULL DEFAULT 0,
    "failing_since" TIMESTAMPTZ(3),
    "probe_at" TIMESTAMPTZ(3),
    "last_error" TEXT NOT NULL DEFAULT '',
    "last_success_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "connection_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "collection" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "organization_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "fields" JSONB NOT NULL,
    "title_field" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "collection_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "record" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "organization_id" UUID NOT NULL,
    "collection_id" UUID NOT NULL,
    "data" JSONB NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "written_by" UUID,
    "deleted_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "record_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_entry" (
    "id" BIGSERIAL NOT NULL,
    "organization_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT,
    "actor_name" TEXT NOT NULL,
    "verb" TEXT NOT NULL,
    "object_kind" TEXT NOT NULL,
    "object_id" TEXT NOT NULL,
    "object_name" TEXT NOT NULL,
    "summary" TEXT NOT NULL,
    "why" TEXT NOT NULL DEFAULT '',
    "before" JSONB,
    "after" JSONB,
    "run_id" UUID,
    "workflow_id" UUID,
    "workflow_version_id" UUID,
    "node_id" TEXT,
    "effect_id" UUID,
    "review_id" UUID,
    "event_id" UUID,

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "identity"."user" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "emailVerified" BOOLEAN NOT NULL DEFAULT false,
    "image" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "identity"."session" (
    "id" UUID NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "token" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ipAddress" TEXT,
    "userAgent" TEXT,
    "userId" UUID NOT NULL,
    "activeOrganizationId" UUID,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "identity"."account" (
    "id" UUID NOT NULL,
    "accountId" TEXT NOT NULL,
    "providerId" TEXT NOT NULL,
    "userId" UUID NOT NULL,
    "accessToken" TEXT,
    "refreshToken" TEXT,
    "idToken" TEXT,
    "accessTokenExpiresAt" TIMESTAMPTZ(3),
    "refreshTokenExpiresAt" TIMESTAMPTZ(3),
    "scope" TEXT,
    "password" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "identity"."verification" (
    "id" UUID NOT NULL,
    "identifier" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "verification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "identity"."organization" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "logo" TEXT,
    "metadata" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "organization_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "identity"."member" (
    "id" UUID NOT NULL,
    "organizationId" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "role" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "member_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "identity"."invitation" (
    "id" UUID NOT NULL,
    "organizationId" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "role" TEXT,
    "status" TEXT NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "inviterId" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "invitation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "identity"."rateLimit" (
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "lastRequest" BIGINT NOT NULL,

    CONSTRAINT "rateLimit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "engine"."run" (
    "id" UUID NOT NULL,
    "function_id" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "event" JSONB NOT NULL,
    "status" "engine"."run_status" NOT NULL DEFAULT 'due',
    "generation" INTEGER NOT NULL DEFAULT 0,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "available_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lease_until" TIMESTAMPTZ(3),
    "lease_owner" TEXT,
    "last_error" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "engine"."step" (
    "run_id" UUID NOT NULL,
    "step_id" TEXT NOT NULL,
    "position" BIGSERIAL NOT NULL,
    "memo" JSONB,
    "attempts" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "step_pkey" PRIMARY KEY ("run_id","step_id")
);

-- CreateTable
CREATE TABLE "engine"."wait" (
    "run_id" UUID NOT NULL,
    "step_id" TEXT NOT NULL,
    "event_name" TEXT,
    "deadline" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "wait_pkey" PRIMARY KEY ("run_id","step_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "organization_settings_slug_key" ON "organization_settings"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "money_guardrail_organization_id_currency_version_key" ON "money_guardrail"("organization_id", "currency", "version");

-- CreateIndex
CREATE INDEX "workflow_organization_id_updated_at_idx" ON "workflow"("organization_id", "updated_at");

-- CreateIndex
CREATE INDEX "workflow_version_organization_id_idx" ON "workflow_version"("organization_id");

-- CreateIndex
CREATE UNIQUE INDEX "workflow_version_workflow_id_number_key" ON "workflow_version"("workflow_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "endpoint_token_key" ON "endpoint"("token");

-- CreateIndex
CREATE INDEX "endpoint_organization_id_idx" ON "endpoint"("organization_id");

-- CreateIndex
CREATE UNIQUE INDEX "endpoint_workflow_id_node_id_key" ON "endpoint"("workflow_id", "node_id");

-- CreateIndex
CREATE INDEX "event_organization_id_received_at_idx" ON "event"("organization_id", "received_at");

-- CreateIndex
CREATE UNIQUE INDEX "event_endpoint_id_external_id_key" ON "event"("endpoint_id", "external_id");

-- CreateIndex
CREATE INDEX "run_organization_id_started_at_idx" ON "run"("organization_id", "started_at");

-- CreateIndex
CREATE INDEX "run_workflow_id_started_at_idx" ON "run"("workflow_id", "started_at");

-- CreateIndex
CREATE UNIQUE INDEX "run_workflow_id_event_id_key" ON "run"("workflow_id", "event_id");

-- CreateIndex
CREATE INDEX "run_step_organization_id_idx" ON "run_step"("organization_id");

-- CreateIndex
CREATE INDEX "review_organization_id_status_due_at_idx" ON "review"("organization_id", "status", "due_at");

-- CreateIndex
CREATE UNIQUE INDEX "review_run_id_node_id_kind_content_hash_key" ON "review"("run_id", "node_id", "kind", "content_hash");

-- CreateIndex
CREATE INDEX "effect_run_id_node_id_idx" ON "effect"("run_id", "node_id");

-- CreateIndex
CREATE INDEX "effect_connection_id_state_idx" ON "effect"("connection_id", "state");

-- CreateIndex
CREATE UNIQUE INDEX "effect_organization_id_key_key" ON "effect"("organization_id", "key");

-- CreateIndex
CREATE UNIQUE INDEX "effect_reversal_of_key" ON "effect"("reversal_of");

-- CreateIndex
CREATE UNIQUE INDEX "connection_organization_id_name_key" ON "connection"("organization_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "collection_organization_id_key_key" ON "collection"("organization_id", "key");

-- CreateIndex
CREATE INDEX "record_collection_id_updated_at_idx" ON "record"("collection_id", "updated_at");

-- CreateIndex
CREATE INDEX "record_organization_id_idx" ON "record"("organization_id");

-- CreateIndex
CREATE INDEX "audit_entry_organization_id_id_idx" ON "audit_entry"("organization_id", "id" DESC);

-- CreateIndex
CREATE INDEX "audit_entry_run_id_idx" ON "audit_entry"("run_id");

-- CreateIndex
CREATE INDEX "audit_entry_effect_id_idx" ON "audit_entry"("effect_id");

-- CreateIndex
CREATE UNIQUE INDEX "user_email_key" ON "identity"."user"("email");

-- CreateIndex
CREATE UNIQUE INDEX "session_token_key" ON "identity"."session"("token");

-- CreateIndex
CREATE INDEX "session_userId_idx" ON "identity"."session"("userId");

-- CreateIndex
CREATE INDEX "account_userId_idx" ON "identity"."account"("userId");

-- CreateIndex
CREATE INDEX "verification_identifier_idx" ON "identity"."verification"("identifier");

-- CreateIndex
CREATE UNIQUE INDEX "organization_slug_key" ON "identity"."organization"("slug");

-- CreateIndex
CREATE INDEX "member_userId_idx" ON "identity"."member"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "member_organizationId_userId_key" ON "identity"."member"("organizationId", "userId");

-- CreateIndex
CREATE INDEX "invitation_organizationId_idx" ON "identity"."invitation"("organizationId");

-- CreateIndex
CREATE INDEX "invitation_email_idx" ON "identity"."invitation"("email");

-- CreateIndex
CREATE UNIQUE INDEX "rateLimit_key_key" ON "identity"."rateLimit"("key");

-- CreateIndex
CREATE UNIQUE INDEX "run_function_id_event_id_key" ON "engine"."run"("function_id", "event_id");

-- CreateIndex
CREATE INDEX "wait_event_name_idx" ON "engine"."wait"("event_name");

-- CreateIndex
CREATE INDEX "wait_deadline_idx" ON "engine"."wait"("deadline");

-- AddForeignKey
ALTER TABLE "workflow_version" ADD CONSTRAINT "workflow_version_workflow_id_fkey" FOREIGN KEY ("workflow_id") REFERENCES "workflow"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "endpoint" ADD CONSTRAINT "endpoint_workflow_id_fkey" FOREIGN KEY ("workflow_id") REFERENCES "workflow"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "event" ADD CONSTRAINT "event_endpoint_id_fkey" FOREIGN KEY ("endpoint_id") REFERENCES "endpoint"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run" ADD CONSTRAINT "run_workflow_id_fkey" FOREIGN KEY ("workflow_id") REFERENCES "workflow"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run" ADD CONSTRAINT "run_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "workflow_version"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run" ADD CONSTRAINT "run_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "event"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run_step" ADD CONSTRAINT "run_step_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "review" ADD CONSTRAINT "review_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "effect" ADD CONSTRAINT "effect_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "record" ADD CONSTRAINT "record_collection_id_fkey" FOREIGN KEY ("collection_id") REFERENCES "collection"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
-- ─── Privileges and row-level security ───────────────────────────────────────────────────────────
-- The roles exist before any migration runs (set-up creates them). handoff_app serves one organization at
-- a time and sees nothing without `app.organization_id`; handoff_engine spans organizations but is granted
-- only the columns that claiming, routing and relaying need; handoff_identity sees schema identity alone.

CREATE FUNCTION current_organization() RETURNS uuid
  LANGUAGE sql STABLE PARALLEL SAFE
  RETURN NULLIF(current_setting('app.organization_id', true), '')::uuid;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO handoff_app, handoff_engine;

DO $$
DECLARE
  t text;
BEGIN
  -- Every table of schema public is a tenant table: a new one that lacks organization_id fails here.
  FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_prisma_migrations' LOOP
    EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE public.%I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY organization ON public.%I TO handoff_app USING (organization_id = current_organization()) WITH CHECK (organization_id = current_organization())', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON public.%I TO handoff_app', t);
  END LOOP;
END $$;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO handoff_app;

-- The audit log and published versions are insert-only for everything the product runs as.
REVOKE UPDATE, DELETE, TRUNCATE ON audit_entry, workflow_version, money_guardrail FROM handoff_app;

-- Across organizations: ids and due times only.
CREATE POLICY engine ON endpoint FOR SELECT TO handoff_engine USING (true);
CREATE POLICY engine ON event FOR SELECT TO handoff_engine USING (true);
CREATE POLICY engine ON run FOR SELECT TO handoff_engine USING (true);
CREATE POLICY engine ON effect FOR SELECT TO handoff_engine USING (true);
CREATE POLICY engine ON review FOR SELECT TO handoff_engine USING (true);
CREATE POLICY engine ON workflow FOR SELECT TO handoff_engine USING (true);
CREATE POLICY engine ON workflow_version FOR SELECT TO handoff_engine USING (true);
CREATE POLICY engine ON outbox TO handoff_engine USING (true);
GRANT SELECT (id, organization_id, workflow_id, node_id, kind, token) ON endpoint TO handoff_engine;
GRANT SELECT (id, organization_id, received_at, routed_at, endpoint_id) ON event TO handoff_engine;
GRANT SELECT (id, organization_id, workflow_id, version_id, status, started_at) ON run TO handoff_engine;
GRANT SELECT (id, organization_id, state, next_attempt_at, lease_until, connection_id) ON effect TO handoff_engine;
GRANT SELECT (id, organization_id, status, due_at, escalated_at) ON review TO handoff_engine;
GRANT SELECT (id, organization_id, status, published_version_id) ON workflow TO handoff_engine;
GRANT SELECT (id, organization_id, workflow_id, number) ON workflow_version TO handoff_engine;
GRANT SELECT, DELETE ON outbox TO handoff_engine;
-- Claiming an outbox row locks it, which Postgres counts as an update of at least one column.
GRANT UPDATE (id) ON outbox TO handoff_engine;

-- What is due, found without reading what is not.
CREATE INDEX event_unrouted ON event (received_at) WHERE routed_at IS NULL;
CREATE INDEX effect_due ON effect (next_attempt_at) WHERE state IN ('queued', 'sending', 'pending', 'unknown');
CREATE INDEX review_due ON review (due_at) WHERE status = 'open' AND escalated_at IS NULL;
CREATE INDEX record_data ON record USING gin (data jsonb_path_ops);

-- Identity is read before an organization is known: its own schema and role, nothing for the others.
GRANT USAGE ON SCHEMA identity TO handoff_identity;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA identity TO handoff_identity;

-- The engine's own state. One function for "now", so that a test can move the clock.
GRANT USAGE ON SCHEMA engine TO handoff_engine;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA engine TO handoff_engine;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA engine TO handoff_engine;
CREATE FUNCTION engine.now() RETURNS timestamptz LANGUAGE sql STABLE RETURN clock_timestamp();
CREATE INDEX run_due ON engine.run (available_at) WHERE status IN ('due', 'waiting');
