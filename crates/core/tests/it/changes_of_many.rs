//! One change to many leads: each has its outcome, a refusal of one leaves the others, and what is wrong with the request itself refuses
//! it whole. On both engines.

use crate::bed::{House, person};
use crate::reference_set::*;
use crate::update_lead::events;
use leadhub_core::actions::*;
use leadhub_core::store::leads;
use leadhub_core::store::reference::labels;
use leadhub_core::{Actor, Sees};
use leadhub_model::*;
use leadhub_testkit::{TestStore, both_engines};
use serde_json::json;

async fn three(house: &House) -> [LeadId; 3] {
    let mut made = Vec::new();
    for name in ["An", "Lan", "Hoa"] {
        let new = NewLead { agent: Some(AgentId(81)), ..person(name, "") };
        made.push(house.create(new).await.id);
    }
    made.try_into().unwrap()
}

async fn lead(house: &House, id: LeadId) -> Lead {
    house.ask(move |db, actor| Ok(leads::find_lead(db, actor, id)?)).await.unwrap()
}

async fn labels(house: &House, id: LeadId) -> Vec<i64> {
    let labels = house.ask(move |db, actor| Ok(labels::list_lead_labels(db, actor, id)?)).await;
    let mut ids: Vec<i64> = labels.iter().map(|label| label.id.0).collect();
    ids.sort_unstable();
    ids
}

fn words(outcomes: &Outcomes) -> Vec<&'static str> {
    let word = |outcome: &Outcome| match outcome {
        Outcome::Changed(_) => "changed",
        Outcome::Unchanged => "unchanged",
        Outcome::Overtaken(_) => "overtaken",
        Outcome::Refused(_) => "refused",
    };
    outcomes.iter().map(|(_, outcome)| word(outcome)).collect()
}

both_engines! {
    migrate = crate::migrate;

    async fn each_lead_has_its_own_outcome(store: TestStore) {
        let house = House::open(store).await;
        let [an, lan, hoa] = three(&house).await;
        let to = Assignment { agent: Some(AssigneeChoice::Of(AgentId(80))), group: Some(AssigneeChoice::Of(GroupId(70))) };
        let given = to.clone();
        house.act(move |tx, actor| assign_leads(tx, actor, &[lan], &given)).await.unwrap();
        // Named twice, not there, and out of order.
        let named = vec![hoa, lan, LeadId(1), an, hoa];
        let given = (to.clone(), named.clone());
        let outcomes = house.act(move |tx, actor| assign_leads(tx, actor, &given.1, &given.0)).await.unwrap();
        assert_eq!(outcomes.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [LeadId(1), an, lan, hoa]);
        assert_eq!(words(&outcomes), ["refused", "changed", "unchanged", "changed"]);
        assert!(matches!(&outcomes[0].1, Outcome::Refused(LeadError::NotFound(Resource::Lead))));
        for id in [an, lan, hoa] {
            let lead = lead(&house, id).await;
            assert_eq!((lead.agent, lead.group, lead.version), (Some(AgentId(80)), Some(GroupId(70)), 2));
        }
        // The event that is given is the one on the timeline.
        let pairs = changed(&outcomes);
        assert_eq!(pairs.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [an, hoa]);
        let last = events(&house, an).await.pop().unwrap();
        assert_eq!((last.id, last.kind.as_str()), (pairs[0].1, "updated"));
        assert_eq!(last.change, json!({ "agent": [81, 80], "group": [null, 70] }));
        // And taken away again; what is not said stays.
        let nobodys = Assignment { agent: Some(AssigneeChoice::Nobodys), group: None };
        house.act(move |tx, actor| assign_leads(tx, actor, &[an], &nobodys)).await.unwrap();
        let an = lead(&house, an).await;
        assert_eq!((an.agent, an.group), (None, Some(GroupId(70))));
    }

    async fn what_is_not_seen_is_refused_and_the_others_are_changed(store: TestStore) {
        let house = House::open(store).await;
        let [an, lan, _] = three(&house).await;
        let to = Assignment { agent: Some(AssigneeChoice::Of(AgentId(80))), group: None };
        house.act(move |tx, actor| assign_leads(tx, actor, &[lan], &to)).await.unwrap();
        let own = Actor { sees: Sees::Own { agent: AgentId(81), groups: Vec::new() }, ..house.actor.clone() };
        let outcomes = house.act_as(&own, move |tx, actor| move_leads(tx, actor, &[an, lan], CALLING, None)).await.unwrap();
        assert_eq!(words(&outcomes), ["changed", "refused"]);
        assert_eq!((lead(&house, an).await.stage, lead(&house, lan).await.stage), (CALLING, NEW));
    }

    async fn a_request_that_is_wrong_in_itself_is_refused_whole(store: TestStore) {
        let house = House::open(store).await;
        let [an, ..] = three(&house).await;
        let unknown = Assignment { agent: Some(AssigneeChoice::Of(AgentId(999))), group: None };
        let refused = house.act(move |tx, actor| assign_leads(tx, actor, &[an], &unknown)).await;
        assert_eq!(refused.unwrap_err(), LeadError::refused(Field::Agent, RefusalReason::Unknown));
        let refused = house.act(move |tx, actor| move_leads(tx, actor, &[an], StageId(999), None)).await;
        assert_eq!(refused.unwrap_err(), LeadError::refused(Field::Stage, RefusalReason::Unknown));
        let wrong = Labelling { added: vec![LabelId(999)], removed: Vec::new() };
        let refused = house.act(move |tx, actor| label_leads(tx, actor, &[an], &wrong)).await;
        assert_eq!(refused.unwrap_err(), LeadError::refused(Field::Label, RefusalReason::Unknown));
        let many: Vec<LeadId> = (1..=501).map(LeadId).collect();
        let refused = house.act(move |tx, actor| move_leads(tx, actor, &many, CALLING, None)).await;
        assert!(matches!(refused, Err(LeadError::Refused(Refusal { field: Field::Leads, .. }))));
        assert_eq!(events(&house, an).await.len(), 1);
    }

    /// An unqualified lead says why.
    async fn a_stage_that_wants_a_reason_gets_one(store: TestStore) {
        let house = House::open(store).await;
        let [an, ..] = three(&house).await;
        let refused = house.act(move |tx, actor| move_leads(tx, actor, &[an], LOST, None)).await;
        assert_eq!(refused.unwrap_err(), LeadError::refused(Field::Reason, RefusalReason::Missing));
        house.act(move |tx, actor| move_leads(tx, actor, &[an], LOST, Some(TOO_FAR))).await.unwrap();
        let lost = lead(&house, an).await;
        assert_eq!((lost.stage, lost.reason, lost.conversion.map(|conversion| conversion.converted)), (LOST, Some(TOO_FAR), Some(false)));
        // Elsewhere a reason is left out, as everywhere.
        house.act(move |tx, actor| move_leads(tx, actor, &[an], CALLING, Some(TOO_FAR))).await.unwrap();
        assert_eq!(lead(&house, an).await.reason, None);
    }

    async fn labels_are_put_on_and_taken_off(store: TestStore) {
        let house = House::open(store).await;
        let [an, lan, _] = three(&house).await;
        let how = Labelling { added: vec![LabelId(50), LabelId(52)], removed: Vec::new() };
        house.act(move |tx, actor| label_leads(tx, actor, &[an], &how)).await.unwrap();
        let how = Labelling { added: vec![LabelId(51)], removed: vec![LabelId(50)] };
        let again = how.clone();
        let outcomes = house.act(move |tx, actor| label_leads(tx, actor, &[an, lan], &how)).await.unwrap();
        assert_eq!(words(&outcomes), ["changed", "changed"]);
        assert_eq!((labels(&house, an).await, labels(&house, lan).await), (vec![51, 52], vec![51]));
        let outcomes = house.act(move |tx, actor| label_leads(tx, actor, &[an, lan], &again)).await.unwrap();
        assert_eq!(words(&outcomes), ["unchanged", "unchanged"]);
    }

    async fn five_hundred_go_in_one_transaction(store: TestStore) {
        let house = House::open(store).await;
        let ids = house.act(|tx, actor| {
            (0..500).map(|_| Ok(create_lead(tx, actor, person("Lan", ""))?.id)).collect::<Result<Vec<_>, LeadError>>()
        }).await.unwrap();
        let to = Assignment { agent: Some(AssigneeChoice::Of(AgentId(80))), group: None };
        let named = ids.clone();
        let began = std::time::Instant::now();
        let outcomes = house.act(move |tx, actor| assign_leads(tx, actor, &named, &to)).await.unwrap();
        println!("500 leads assigned in {:?}", began.elapsed());
        let pairs = changed(&outcomes);
        assert_eq!(pairs.len(), 500);
        let began = std::time::Instant::now();
        let back = house.act(move |tx, actor| undo(tx, actor, &pairs)).await.unwrap();
        println!("and back in {:?}", began.elapsed());
        assert_eq!(changed(&back).len(), 500);
        assert!(house.leads().await.iter().all(|lead| lead.agent.is_none()));
    }
}
