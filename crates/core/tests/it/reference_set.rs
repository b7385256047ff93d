//! The reference data of every organisation in these tests, with its positions out of the order of its ids.
//! Installed by `bed`; the constants are what tests point leads to.

use leadhub_model::catalogue::*;
use leadhub_model::reference::*;
use leadhub_model::*;
use uuid::Uuid;

pub const NEW: StageId = StageId(20);
pub const CALLING: StageId = StageId(11);
pub const WON: StageId = StageId(30);
pub const LOST: StageId = StageId(31);
pub const LATER: StageId = StageId(12);

pub const TOO_FAR: ReasonId = ReasonId(41);
pub const TOO_DEAR: ReasonId = ReasonId(40);

pub const TEXT: CustomFieldId = CustomFieldId(63);
pub const NUMBER: CustomFieldId = CustomFieldId(61);
pub const CHOICE: CustomFieldId = CustomFieldId(62);
pub const CHOICES: CustomFieldId = CustomFieldId(60);

/// Public ids differ between organisations, numbers do not.
pub fn campaign_uuid(mark: u128, campaign: i64) -> Uuid {
    Uuid::from_u128(mark << 64 | 1 << 32 | u128::from(campaign.unsigned_abs()))
}

pub fn list_uuid(mark: u128, list: i64) -> Uuid {
    Uuid::from_u128(mark << 64 | 2 << 32 | u128::from(list.unsigned_abs()))
}

pub fn reference_set(mark: u128) -> ReferenceData {
    ReferenceData {
        stages: vec![
            stage(NEW, "New", StageKind::First),
            stage(CALLING, "Calling", StageKind::Middle),
            stage(WON, "Won", StageKind::Converted),
            stage(LOST, "Lost", StageKind::Unqualified),
            stage(LATER, "Later", StageKind::Middle),
        ],
        reasons: vec![reason(TOO_FAR, "Too far"), reason(TOO_DEAR, "Too dear")],
        labels: vec![
            label(52, "Hot", Some("2023-01-02 03:04:05")),
            label(50, "Cold", None),
            label(51, "Freezing@2", Some("2023-01-02")),
        ],
        custom_fields: vec![
            field(TEXT, "Hobby", CustomFieldKind::Text, &[]),
            field(NUMBER, "Age", CustomFieldKind::Number, &[]),
            field(CHOICE, "Size", CustomFieldKind::SingleChoice, &[2, 1]),
            field(CHOICES, "Colours", CustomFieldKind::MultipleChoice, &[7, 9, 8]),
        ],
        groups: vec![
            Group { id: GroupId(71), name: "Evening".to_owned() },
            Group { id: GroupId(70), name: "Morning".to_owned() },
        ],
        agents: vec![full_agent(mark), plain_agent(mark)],
        services: vec![service(91, "voice"), service(90, "")],
        campaigns: vec![campaign(mark, 100, "Spring"), campaign(mark, 101, "Autumn")],
        lists: vec![list(mark, 110, 100), list(mark, 111, 101), list(mark, 112, 100)],
        external_names: vec![
            external("first", "stage", "won", Some("Đã chốt"), WON.0),
            external("first", "stage", "begin", None, NEW.0),
            external("first", "origin", "web", None, 5),
            external("second", "stage", "won", None, LOST.0),
        ],
        catalogue: catalogue(),
    }
}

/// What is sold and where: every list out of order, a branch that cannot be booked.
fn catalogue() -> Catalogue {
    let brand = |id: i64| Brand { id: BrandId(id), code: format!("B{id}"), name: format!("brand {id}") };
    let company = |id: i64, brand: i64, bookable: bool| {
        let (code, name) = (format!("C{id}"), format!("branch {id}"));
        Company { id: CompanyId(id), brand: BrandId(brand), code, name, bookable }
    };
    let price = |product: i64, amount: i64| Price { product: ProductId(product), amount };
    let province = |id: i64, name: &str| Province {
        id: ProvinceId(id),
        country: CountryId(241),
        code: format!("P{id}"),
        name: name.to_owned(),
    };
    let district = |id: i64, province: i64| District {
        id: DistrictId(id),
        province: ProvinceId(province),
        name: format!("district {id}"),
    };
    let country = |id: i64, code: &str| Country { id: CountryId(id), code: code.to_owned(), name: code.to_lowercase() };
    Catalogue {
        brands: vec![brand(2), brand(1)],
        companies: vec![company(5, 1, false), company(4, 1, true)],
        price_lists: vec![PriceList {
            id: PriceListId(1),
            brand: BrandId(1),
            name: "listed".to_owned(),
            prices: vec![price(2, 7_000_000_000), price(1, 5)],
        }],
        products: [2, 1]
            .map(|id| Product { id: ProductId(id), code: String::new(), name: format!("product {id}") })
            .into(),
        source_categories: vec![SourceCategory { id: SourceCategoryId(3), name: "web".to_owned() }],
        sources: vec![Source {
            id: SourceId(9),
            category: Some(SourceCategoryId(3)),
            name: "form".to_owned(),
            reviewed: true,
            merged_into: None,
        }],
        hobbies: [2, 1].map(|id| Hobby { id: HobbyId(id), name: format!("hobby {id}") }).into(),
        countries: vec![country(241, "VN"), country(1, "AD")],
        provinces: vec![province(7, "Thừa Thiên Huế"), province(3, "Đồng Nai")],
        districts: vec![district(71, 7), district(70, 7), district(30, 3)],
        persons: Vec::new(),
    }
}

fn stage(id: StageId, label: &str, kind: StageKind) -> StageRow {
    StageRow { id, label: label.to_owned(), kind }
}

fn reason(id: ReasonId, label: &str) -> Reason {
    Reason { id, label: label.to_owned() }
}

fn label(id: i64, label: &str, created_at: Option<&str>) -> LabelRow {
    LabelRow { id: LabelId(id), label: label.to_owned(), created_at: created_at.map(str::to_owned) }
}

fn field(id: CustomFieldId, label: &str, kind: CustomFieldKind, options: &[i64]) -> CustomField {
    let options = options.iter().map(|id| CustomOption { id: *id, label: format!("option {id}") }).collect();
    CustomField { id, label: label.to_owned(), kind, options }
}

fn full_agent(mark: u128) -> Agent {
    Agent {
        id: AgentId(80),
        uuid: Uuid::from_u128(mark << 64 | 80),
        username: "lan".to_owned(),
        email: Some("lan@example.com".to_owned()),
        phone: Some("0900000080".to_owned()),
        extension: Some("50024".to_owned()),
        role: 2,
        group: Some(GroupId(70)),
        more_groups: Vec::new(),
        avatar: Some("https://example.com/lan.png".to_owned()),
        retired: false,
    }
}

fn plain_agent(mark: u128) -> Agent {
    Agent {
        id: AgentId(81),
        uuid: Uuid::from_u128(mark << 64 | 81),
        username: "minh".to_owned(),
        email: None,
        phone: None,
        extension: None,
        role: 0,
        group: None,
        more_groups: Vec::new(),
        avatar: None,
        retired: false,
    }
}

fn service(id: i64, kind: &str) -> Service {
    Service { id: ServiceId(id), name: format!("service {id}"), kind: kind.to_owned() }
}

fn campaign(mark: u128, id: i64, name: &str) -> CampaignRow {
    let (uuid, kind) = (campaign_uuid(mark, id), "auto".to_owned());
    CampaignRow { id: CampaignId(id), uuid, name: name.to_owned(), kind, status: 3 }
}

fn list(mark: u128, id: i64, campaign: i64) -> ListSeed {
    let (name, description) = (format!("list {id}"), format!("about {id}"));
    ListSeed { id: ListId(id), uuid: list_uuid(mark, id), name, description, campaign: CampaignId(campaign) }
}

fn external(dialect: &str, kind: &str, external: &str, label: Option<&str>, row: i64) -> ExternalName {
    let (dialect, kind, external) = (dialect.to_owned(), kind.to_owned(), external.to_owned());
    ExternalName { dialect, kind, external, label: label.map(str::to_owned), row }
}
