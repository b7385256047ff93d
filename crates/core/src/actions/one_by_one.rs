//! Work of the background that is many times the same: for each organisation, or one sweep after another. What fails holds up none of the
//! others, and is told at the end. Called by what the jobs run.

use leadhub_model::LeadError;

/// The first failure of them; where the store is away or busy whoever is next would meet the same, and is not tried.
pub(crate) fn one_by_one<T>(
    all: impl IntoIterator<Item = T>,
    mut work: impl FnMut(T) -> Result<(), LeadError>,
) -> Result<(), LeadError> {
    let mut done = Ok(());
    for one in all {
        done = done.and(work(one));
        if let Err(LeadError::Unavailable | LeadError::Busy) = done {
            break;
        }
    }
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fails_holds_up_nothing_but_a_store_that_is_away() {
        let mut tried = Vec::new();
        let fault = |name: &str| Err(LeadError::Internal(name.to_owned()));
        let done = one_by_one(1..=4, |number| {
            tried.push(number);
            if number % 2 == 0 { fault(&number.to_string()) } else { Ok(()) }
        });
        assert_eq!((done, tried), (fault("2"), vec![1, 2, 3, 4]));
        let mut tried = 0;
        let away = one_by_one(1..=4, |_| {
            tried += 1;
            Err(LeadError::Unavailable)
        });
        assert_eq!((away, tried), (Err(LeadError::Unavailable), 1));
    }
}
