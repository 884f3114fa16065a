//! Owns the words of the language: the keys before a colon and the fixed words after one, each with what it means.
//!
//! It must not know how they are asked. Invariant: a word stands here once, and its help is what documents and completion show.

macro_rules! words {
    ($($(#[$doc:meta])* $vis:vis $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal, $help:literal;)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        $vis enum $name { $($(#[$vdoc])* $variant),* }

        impl $name {
            /// All of them, in the order they are offered.
            $vis const ALL: &[Self] = &[$(Self::$variant),*];

            /// How it is written.
            #[must_use]
            $vis const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }

            /// What it asks, in a few words.
            #[must_use]
            $vis const fn help(self) -> &'static str {
                match self { $(Self::$variant => $help),* }
            }
        }
    )*};
}

words! {
    /// What can be asked with a colon.
    pub Key {
        /// Who did it.
        By = "by", "me, or part of a name";
        /// What happened.
        What = "what", "comment, mention, new, status, approval, decision, incident, problem, change";
        /// How far the incident is.
        Status = "status", "open, investigating, resolved, closed, or any";
        /// How urgent it is.
        Priority = "priority", "high, or >=high";
        /// How much depends on it.
        Criticality = "criticality", "high, or >=high, or none";
        /// How soon it must work again.
        Urgency = "urgency", "high, or >=high, or none";
        /// Who works on it.
        Assignee = "assignee", "me, none, or part of a name";
        /// Who reported it.
        CreatedBy = "created-by", "me, or part of a name";
        /// What it breaks.
        Service = "service", "part of a service's name, or none";
        /// How it is labelled.
        Tag = "tag", "a tag, the key of a key:value tag, or none";
        /// Whom it hurts.
        Customer = "customer", "part of a customer's name, or none";
        /// Which problem it belongs to.
        Problem = "problem", "a problem's number, or none";
        /// What it is called.
        Number = "number", "an incident's number, or part of one";
        /// What is left of its time.
        Slo = "slo", "breached, or time left as in <2h";
        /// How long ago it was reported.
        Age = "age", "older or younger, as in >1d";
        /// When it was reported.
        Created = "created", "a day, month or range as in 2026-10-01..2026-10-15, >=2026-10, today, or <7d";
        /// When somebody last changed it.
        Updated = "updated", "a time, as for created";
        /// When service was back.
        Resolved = "resolved", "a time, as for created, or none";
        /// When a change begins.
        Starts = "starts", "when it begins: time left as in <4h, a day as in today or 2026-12-01, or none";
        /// How it stands to me.
        Is = "is", "unseen, mine, active, done";
    }
    /// Where an incident stands against its target, in words.
    pub(super) SloWord {
        Breached = "breached", "active and over its time";
        Risk = "risk", "active and short of time";
        Fine = "fine", "active with time left";
        Met = "met", "resolved in time";
        Missed = "missed", "resolved too late";
    }
    /// What an entry of the feed is.
    pub What {
        /// Somebody wrote.
        Comment = "comment", "what people wrote";
        /// I am called.
        Mention = "mention", "what calls you";
        /// A record was made.
        New = "new", "records that were made";
        /// A record came further, or became more urgent.
        Status = "status", "records that came further, or became more urgent";
        /// Somebody asks for a decision.
        Approval = "approval", "requests for approval";
        /// Somebody decided.
        Decision = "decision", "approved, rejected";
        /// It is about an incident.
        Incident = "incident", "of incidents";
        /// It is about a problem.
        Problem = "problem", "of problems";
        /// It is about a change.
        Change = "change", "of changes";
    }
    /// What an incident is.
    pub(super) Is {
        Unseen = "unseen", "changed since you looked";
        Mine = "mine", "you reported it or work on it, so you may change it";
        Active = "active", "open or investigating";
        Done = "done", "resolved or closed";
        Urgent = "urgent", "it begins within 4 hours, or runs";
        Upcoming = "upcoming", "it begins within 24 hours";
    }
}
