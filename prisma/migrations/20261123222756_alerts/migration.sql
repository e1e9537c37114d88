-- CreateTable
CREATE TABLE "alert_settings" (
    "organization_id" UUID NOT NULL,
    "emails" TEXT[],
    "mail_connection_id" UUID,
    "webhook_url" TEXT,
    "webhook_secret" TEXT,
    "webhook_inside" BOOLEAN NOT NULL DEFAULT false,
    "queue_minutes" INTEGER NOT NULL DEFAULT 30,
    "stuck_count" INTEGER NOT NULL DEFAULT 10,

    CONSTRAINT "alert_settings_pkey" PRIMARY KEY ("organization_id")
);

-- CreateTable
CREATE TABLE "incident" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "organization_id" UUID NOT NULL,
    "cause" TEXT NOT NULL,
    "connection_id" UUID,
    "title" TEXT NOT NULL,
    "detail" TEXT NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "over_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),
    "outcome" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "incident_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alert" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "organization_id" UUID NOT NULL,
    "incident_id" UUID,
    "phase" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "recipient" TEXT NOT NULL DEFAULT '',
    "subject" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3) DEFAULT CURRENT_TIMESTAMP,
    "delivered_at" TIMESTAMPTZ(3),
    "problem" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "alert_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "incident_organization_id_opened_at_idx" ON "incident"("organization_id", "opened_at" DESC);

-- CreateIndex
CREATE INDEX "alert_organization_id_idx" ON "alert"("organization_id");

-- CreateIndex
CREATE INDEX "alert_incident_id_idx" ON "alert"("incident_id");

-- However many workers see the same at the same time: one incident.
CREATE UNIQUE INDEX incident_open ON incident (organization_id, cause) WHERE closed_at IS NULL;
CREATE INDEX alert_due ON alert (next_attempt_at) WHERE next_attempt_at IS NOT NULL;

-- Tenant tables as all others (see the first migration).
ALTER TABLE alert_settings ENABLE ROW LEVEL SECURITY;
ALTER TABLE alert_settings FORCE ROW LEVEL SECURITY;
CREATE POLICY organization ON alert_settings TO handoff_app USING (organization_id = current_organization()) WITH CHECK (organization_id = current_organization());
GRANT SELECT, INSERT, UPDATE ON alert_settings TO handoff_app;

ALTER TABLE incident ENABLE ROW LEVEL SECURITY;
ALTER TABLE incident FORCE ROW LEVEL SECURITY;
CREATE POLICY organization ON incident TO handoff_app USING (organization_id = current_organization()) WITH CHECK (organization_id = current_organization());
GRANT SELECT, INSERT, UPDATE ON incident TO handoff_app;

ALTER TABLE alert ENABLE ROW LEVEL SECURITY;
ALTER TABLE alert FORCE ROW LEVEL SECURITY;
CREATE POLICY organization ON alert TO handoff_app USING (organization_id = current_organization()) WITH CHECK (organization_id = current_organization());
GRANT SELECT, INSERT, UPDATE ON alert TO handoff_app;

-- Across organizations: what is due, and where there may be an incident.
CREATE POLICY engine ON incident FOR SELECT TO handoff_engine USING (true);
CREATE POLICY engine ON alert FOR SELECT TO handoff_engine USING (true);
GRANT SELECT (id, organization_id, closed_at) ON incident TO handoff_engine;
GRANT SELECT (id, organization_id, next_attempt_at) ON alert TO handoff_engine;
