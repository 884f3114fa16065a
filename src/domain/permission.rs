//! Who may do what, predicted from the row before anybody types.
//!
//! It follows row level security as `schema/` states it: only creator or assignee may change a record (of a change: requester or assignee), and only the author a comment.
//! Deployments may be looser or stricter, so this decides what is offered and warned of; what happened is the server's answer alone.

use super::comment::Comment;
use super::edits::{Editable, Edits};
use super::member::Me;
use super::value::{ProfileId, Role};

/// What is to be expected of a deed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Permission {
    /// The database will do it.
    Allowed,
    /// The database would silently do nothing, or refuse.
    Refused(Refusal),
}

/// Why not, and whom to ask instead.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// Neither creator nor assignee: these people may.
    NotStakeholder {
        /// Who reported it.
        creator: ProfileId,
        /// Who works on it.
        assignee: Option<ProfileId>,
    },
    /// The assignee may change an incident but not give it away; only the creator may.
    OnlyCreatorAssigns {
        /// Who reported it.
        creator: ProfileId,
    },
    /// Only the author may change a comment.
    NotAuthor {
        /// Who wrote it.
        author: ProfileId,
    },
    /// A viewer reads. The database does not hold viewers back, the web app's rules do.
    Viewer,
    /// Whoever has no membership row sees and changes nothing of the map.
    NoMembership,
    /// Whoever views by membership reads the map.
    MapReader,
    /// A member by membership changes the map and deletes nothing of it.
    MapKeeper,
}

impl Refusal {
    /// Those who could do it, to be asked by mention; the creator first.
    #[must_use]
    pub fn who_can(&self) -> Vec<ProfileId> {
        match self {
            Self::NotStakeholder { creator, assignee } => {
                let mut people = vec![*creator];
                people.extend(assignee.filter(|assignee| assignee != creator));
                people
            }
            Self::OnlyCreatorAssigns { creator } => vec![*creator],
            Self::NotAuthor { .. } | Self::Viewer | Self::NoMembership | Self::MapReader | Self::MapKeeper => vec![],
        }
    }
}

impl Refusal {
    /// Why not, where it is about the map; it names nobody.
    #[must_use]
    pub const fn on_the_map(&self) -> &'static str {
        match self {
            Self::NoMembership => {
                "You have no membership row, so the database hides the infrastructure from you. An owner must add it."
            }
            Self::MapReader => {
                "Your membership lets you read the map; members, managers, admins and owners may change it."
            }
            _ => "A member may not delete from the map; managers, admins and owners may.",
        }
    }
}

/// Whether I may change a record's fields and status.
#[must_use]
pub fn change(me: &Me, row: &impl Editable) -> Permission {
    let mine = me.profile.id;
    if row.creator() == mine || row.assignee() == Some(mine) {
        return Permission::Allowed;
    }
    Permission::Refused(Refusal::NotStakeholder { creator: row.creator(), assignee: row.assignee() })
}

/// Whether I may give a record to somebody. The policy looks at the row before and after: a creator may do anything, an assignee only what
/// leaves them assigned.
#[must_use]
pub fn assign(me: &Me, row: &impl Editable, to: Option<ProfileId>) -> Permission {
    let mine = me.profile.id;
    if row.creator() == mine || (row.assignee() == Some(mine) && to == Some(mine)) {
        return Permission::Allowed;
    }
    Permission::Refused(if row.assignee() == Some(mine) {
        Refusal::OnlyCreatorAssigns { creator: row.creator() }
    } else {
        Refusal::NotStakeholder { creator: row.creator(), assignee: row.assignee() }
    })
}

/// Whether I may make these edits: giving a record away has a rule of its own.
#[must_use]
pub fn edit(me: &Me, row: &impl Editable, edits: &Edits) -> Permission {
    match edits.assignee() {
        Some(to) => assign(me, row, to),
        None => change(me, row),
    }
}

/// Whether I may comment. Asking for a hand-over is a comment too, and the one thing left to a stranger.
#[must_use]
pub fn comment(me: &Me) -> Permission {
    if me.profile.role == Role::Viewer { Permission::Refused(Refusal::Viewer) } else { Permission::Allowed }
}

/// Whether I may edit or delete a comment.
#[must_use]
pub fn change_comment(me: &Me, comment: &Comment) -> Permission {
    if comment.author == me.profile.id {
        return Permission::Allowed;
    }
    Permission::Refused(Refusal::NotAuthor { author: comment.author })
}

/// Whether I may change the map, and whether that goes as far as deleting from it. The role of the membership decides, not the profile's.
#[must_use]
pub fn map(me: &Me, is_removal: bool) -> Permission {
    Permission::Refused(match me.membership {
        None => Refusal::NoMembership,
        Some(Role::Viewer) => Refusal::MapReader,
        Some(Role::Member) if is_removal => Refusal::MapKeeper,
        Some(_) => return Permission::Allowed,
    })
}
