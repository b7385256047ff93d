//! The stages with the word that the asking door has for each: every door that prints a stage by a word of its own asks here. What stands
//! in a word's place where there is none is the door's to say.

use crate::actor::Actor;
use crate::store::engine::Db;
use crate::store::reference::{external_names, stages};
use leadhub_model::LeadError;
use leadhub_model::reference::ExternalName;
use leadhub_model::stage::Stage;
use std::sync::Arc;

/// Kind of the names that doors have for stages.
const STAGE: &str = "stage";

#[derive(Debug, Clone)]
pub struct NamedStages {
    stages: Arc<Vec<Stage>>,
    names: Arc<Vec<ExternalName>>,
}

impl NamedStages {
    /// Each stage, in their order, with the actor's dialect's first name for it.
    pub fn each(&self) -> impl Iterator<Item = (&Stage, Option<&ExternalName>)> {
        self.stages.iter().map(|stage| (stage, self.names.iter().find(|name| name.row == stage.id.0)))
    }
}

pub fn list_named_stages(db: &mut Db, actor: &Actor) -> Result<NamedStages, LeadError> {
    Ok(NamedStages {
        names: external_names::list_external_names(db, actor, STAGE)?,
        stages: stages::list_stages(db, actor)?,
    })
}
