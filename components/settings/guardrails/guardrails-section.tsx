import type { ReactNode } from "react";
import { FourEyesGuardrail } from "./four-eyes-guardrail";
import { HostsGuardrail } from "./hosts-guardrail";
import { MessagesGuardrail } from "./messages-guardrail";
import { MoneyGuardrail } from "./money-guardrail";

/** Every guardrail of the organization, one after the other. */
export function GuardrailsSection() {
  return (
    <div className="flex flex-col gap-10">
      <Part id="money" title="Money" description="Above these limits a person decides on every amount.">
        <MoneyGuardrail />
      </Part>
      <Part
        id="messages"
        title="Messages"
        description="Routine messages go out. What says or goes to one of these is held as a draft: a reviewer reads it, may change it, and lets it go."
      >
        <MessagesGuardrail />
      </Part>
      <Part
        id="hosts"
        title="Hosts"
        description="Where connections of this organization may lead. What goes elsewhere is refused, both when a connection is saved and whenever something is sent."
      >
        <HostsGuardrail />
      </Part>
      <Part
        id="four-eyes"
        title="Four eyes"
        description="Where one person is not enough: two different people have to agree before it goes out. Nobody ever decides what they asked for or drew themselves."
      >
        <FourEyesGuardrail />
      </Part>
    </div>
  );
}

function Part(props: { id: string; title: string; description: string; children: ReactNode }) {
  return (
    <section id={props.id} aria-labelledby={`${props.id}-title`} className="scroll-mt-4">
      <h2 id={`${props.id}-title`} className="font-semibold text-base leading-6">
        {props.title}
      </h2>
      <p className="mb-4 max-w-2xl text-[13px] text-muted">{props.description}</p>
      {props.children}
    </section>
  );
}
