//! What happens at Acme and what people say about it: the words of the living company, and nothing that acts.
//!
//! `{place}` stands for the label of the component, `{n}` for a small number, `@nick` for a mention, backticks for code.
//! Invariant: no line is Dana's, and every nick and component exists in the seed.

/// Something that goes wrong, and how it ends.
pub(super) struct Mishap {
    pub(super) title: &'static str,
    pub(super) description: &'static str,
    /// Ids of infrastructure nodes: it happens to one of them.
    pub(super) places: &'static [&'static str],
    pub(super) criticality: &'static str,
    pub(super) urgency: &'static str,
    /// Who notices.
    pub(super) reporter: &'static str,
    pub(super) customer: Option<&'static str>,
    pub(super) tags: &'static [&'static str],
    /// The last digits of the problem behind it.
    pub(super) problem: Option<u32>,
    /// What is found out, in this order.
    pub(super) findings: &'static [&'static str],
    pub(super) fix: &'static str,
}

/// A change that somebody plans.
pub(super) struct Plan {
    pub(super) title: &'static str,
    pub(super) description: &'static str,
    pub(super) rollback: &'static str,
    pub(super) test: &'static str,
    pub(super) places: &'static [&'static str],
    pub(super) priority: &'static str,
    pub(super) requester: &'static str,
}

/// A line that fits any incident, and who may say it.
pub(super) struct Remark {
    pub(super) by: &'static [&'static str],
    pub(super) text: &'static str,
}

/// Who takes incidents; Dana is asked, never acted for.
pub(super) const ENGINEERS: &[&str] = &["omar", "lena", "priya", "wei", "jun"];

const fn remark(by: &'static [&'static str], text: &'static str) -> Remark {
    Remark { by, text }
}

pub(super) const REMARKS: &[Remark] = &[
    remark(&["mia"], "Any news I may pass on? {n} people have asked since lunch."),
    remark(&["mia"], "Ticket {n} of the day for this one. They are being very nice about it, which worries me."),
    remark(&["mia"], "I have put a banner on the help page. It says \"we know\". Do we?"),
    remark(&["mia"], "@dana what do I tell the customer who has called three times?"),
    remark(&["ana"], "Does this belong to one of the known problems? It smells familiar."),
    remark(
        &["ana"],
        "I would like a sentence on the cause when it is over, even if the sentence is \"we do not know\".",
    ),
    remark(&["ana"], "@dana if this is the same as last time, please link it, I am counting."),
    remark(&["jun", "omar"], "Graph says {n} % since an hour ago. Before that: flat as the Netherlands."),
    remark(&["omar"], "Saw this on staging last week. A restart cured it. I did not like it then either."),
    remark(&["omar", "lena"], "Nothing in the logs that was not in the logs yesterday. I have compared."),
    remark(&["omar"], "@dana do you want a second pair of eyes? Mine are open anyway."),
    remark(&["lena"], "The database is innocent this time. I have {n} screenshots to prove it."),
    remark(&["lena"], "Connections at {n} % of the limit, no locks worth the name."),
    remark(&["lena", "wei"], "Could somebody write down when it started? Not when it was noticed: when it started."),
    remark(&["priya"], "Not the network. (I checked before saying so. Twice.)"),
    remark(&["priya"], "It may be the network. {n} retransmits a second on one path, looking."),
    remark(&["priya"], "@dana the firewall is clean for this, in case you were about to ask me."),
    remark(&["wei"], "From Shanghai it looks fine, {n} ms. From the outside of Shanghai I cannot say."),
    remark(&["wei"], "上海这边正常。 / All normal on this side."),
    remark(&["jun"], "Last deploy there was {n} hours ago, so probably not the deploy. Probably."),
    remark(&["jun"], "If it gets worse, page me. If it gets better by itself, page me too, I want to see that."),
    remark(&["jun", "ana"], "Please keep notes here and not in the chat. Future us will want to read this."),
];

/// Somebody answers Dana.
pub(super) const ANSWERS: &[&str] = &[
    "Thanks @dana, reading.",
    "@dana makes sense. I am looking from the other side and shout if I see it.",
    "Agreed. Shall I watch the graph for half an hour while you do that, @dana?",
    "@dana can confirm that from here: same picture, {n} % of requests.",
    "Good catch. I would have searched somewhere else until tomorrow.",
    "@dana noted, told support.",
];

/// The creator of an incident that nobody has gives it to Dana, who asked.
pub(super) const HANDED_OVER: &[&str] = &["Yours, @dana. Thank you!", "@dana gladly: it has your name on it now."];

pub(super) const TAKEN: &[&str] = &[
    "On it.",
    "Mine. Give me ten minutes before you ask.",
    "Taking this. If anybody has a hunch, now is the time.",
    "I have it. Coffee first, then logs.",
];

pub(super) const CLOSINGS: &[&str] = &[
    "Quiet since the fix, reporter agrees.",
    "Watched it for long enough. Closed.",
    "Confirmed with support: no new tickets.",
    "Nothing in the logs since. Closing before it hears me.",
];

/// On a problem, when one more incident is linked to it.
pub(super) const JOINED: &[&str] = &[
    "{number} joins the club.",
    "One more: {number}. The pattern holds.",
    "{number} has the same fingerprint, linked.",
];

pub(super) const APPROVALS: &[&str] = &[
    "Fine. Small, tested, easy to take back.",
    "Yes. Please tell support when you start.",
    "Go ahead. I like the rollback.",
    "Approved. If it takes longer than planned, say so early.",
];

pub(super) const REJECTIONS: &[&str] = &[
    "Not in that window: two other things touch the same component. Ask me again for tomorrow.",
    "The test plan says \"look at it\". At what, please?",
];

pub(super) const COMPLETIONS: &[&str] =
    &["As planned, no surprises.", "Done in half the time. I do not trust it, but it is green.", "All checks green."];

pub(super) const FAILURE: &str = "Did not work as tested, rolled back within the window. Notes follow.";
