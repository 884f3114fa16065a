//! The infrastructure as a whole: four tables, asked for together.

use super::Calls;
use crate::domain::fault::Fault;
use crate::domain::infrastructure::Infrastructure;
use crate::supabase::rows;
use futures_util::future::try_join4;

impl Calls {
    pub(super) async fn infrastructure(&self) -> Result<Infrastructure, Fault> {
        let (environments, zones, nodes, edges) = try_join4(
            self.all_of(rows::ENVIRONMENTS.name, rows::ENVIRONMENTS.columns),
            self.all_of(rows::ZONES.name, rows::ZONES.columns),
            self.all_of(rows::NODES.name, rows::NODES.columns),
            self.all_of(rows::EDGES.name, rows::EDGES.columns),
        )
        .await?;
        rows::infrastructure(&environments.rows, &zones.rows, &nodes.rows, &edges.rows)
    }
}
