//! What lies beside many leads, asked for at once, is what lies beside each of them; a list is found by its name. On both
//! engines.

use crate::bed::{House, person};
use crate::reference_set::*;
use leadhub_core::actions;
use leadhub_core::store::reference::{custom_fields, labels};
use leadhub_core::store::{comments, lists};
use leadhub_model::*;
use leadhub_testkit::{TestStore, both_engines};

fn value(field: CustomFieldId, text: String) -> CustomValue {
    CustomValue { field, value: Some(text) }
}

fn comment(body: String) -> NewComment {
    NewComment { body, is_public: true, author: None }
}

both_engines! {
    migrate = crate::migrate;

    async fn labels_values_and_comments_of_many_leads_are_those_of_each(store: TestStore) {
        let house = House::open(store).await;
        let mut ids = Vec::new();
        for number in 0..7i64 {
            let mut new = person(&format!("row {number}"), "");
            new.labels = [50, 51, 52].into_iter().take(usize::try_from(number % 4).unwrap()).map(LabelId).collect();
            if number % 2 == 0 {
                new.custom_values = vec![value(TEXT, format!("hobby {number}")), value(NUMBER, number.to_string())];
            }
            new.comment = (number % 3 == 0).then(|| comment(format!("first {number}")));
            let lead = house.create(new).await;
            if number % 3 == 0 {
                let change = LeadChange { comment: Some(comment(format!("second {number}"))), ..LeadChange::default() };
                house.act(move |tx, actor| actions::update_lead(tx, actor, lead.id, &change)).await.unwrap();
            }
            ids.push(lead.id);
        }
        // Not all of them, and one that is not there.
        ids.remove(2);
        ids.push(LeadId(999_999));
        let (asked, each) = (ids.clone(), ids);
        let many = house.ask(move |db, actor| Ok((
            labels::list_labels_of(db, actor, &asked)?,
            custom_fields::list_values_of(db, actor, &asked)?,
            format!("{:?}", comments::list_comments_of(db, actor, &asked)?),
        ))).await;
        let one_by_one = house.ask(move |db, actor| {
            let (mut labels, mut values, mut comments) = (Vec::new(), Vec::new(), Vec::new());
            for id in &each {
                let mut carried: Vec<LabelId> =
                    labels::list_lead_labels(db, actor, *id)?.iter().map(|label| label.id).collect();
                carried.sort_unstable();
                labels.extend(carried.into_iter().map(|label| (*id, label)));
                values.extend(custom_fields::list_custom_values(db, actor, *id)?.into_iter().map(|value| (*id, value)));
                comments.extend(comments::list_comments(db, actor, *id)?.into_iter().map(|comment| (*id, comment)));
            }
            Ok((labels, values, format!("{comments:?}")))
        }).await;
        assert_eq!(many, one_by_one);
        assert!(many.0.len() > 5 && many.1.len() > 5 && many.2.contains("second 3"));
        let none = house.ask(|db, actor| Ok(labels::list_labels_of(db, actor, &[])?)).await;
        assert!(none.is_empty());
    }

    async fn a_list_is_found_by_its_name(store: TestStore) {
        let house = House::open(store).await;
        let known = house.ask(|db, actor| Ok(lists::find_list(db, actor, list_uuid(1, 110))?)).await.unwrap();
        let name = known.name.clone();
        let found = house.ask(move |db, actor| Ok(lists::find_list_by_name(db, actor, &name)?)).await;
        assert_eq!(found, Some(known));
        assert_eq!(house.ask(|db, actor| Ok(lists::find_list_by_name(db, actor, "nowhere")?)).await, None);
    }
}
