//! People: the directory of an organization, and who is signed in.

use super::safe::Safe;
use super::value::{OrganizationId, ProfileId, Role};
use serde::{Deserialize, Serialize};

/// A person of the organization, as everybody in it sees them.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Profile {
    /// The account's id.
    pub id: ProfileId,
    /// The address they sign in with.
    pub email: Safe,
    /// Their name, where they gave one.
    pub full_name: Option<Safe>,
    /// The role the web app's rules go by. Everybody can raise their own (an upstream hole), so it decides what is offered, never what is believed.
    pub role: Role,
}

impl Profile {
    /// What to call them in full: the name, else the address. Also the label of a mention.
    #[must_use]
    pub fn label(&self) -> &str {
        self.full_name.as_deref().filter(|name| !name.trim().is_empty()).unwrap_or(&self.email)
    }

    /// What to call them in a column: the first word of the name, else the address before the `@`.
    #[must_use]
    pub fn short(&self) -> &str {
        let label = self.label();
        label.split(['@', ' ']).next().unwrap_or(label)
    }
}

/// Who is signed in, and where.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Me {
    /// The own row of the directory.
    pub profile: Profile,
    /// The tenant. A profile without one sees nothing at all.
    pub organization: OrganizationId,
    /// The tenant's name.
    pub organization_name: Safe,
    /// The role in `organization_memberships`, which rules infrastructure. Owners who signed up themselves have no such row.
    pub membership: Option<Role>,
}
