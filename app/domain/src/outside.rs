//! 外省、中央单位取得的职称: the certificate that 评审申请 asks for when 职称是否是外省、中央单位取得
//! is 是 (the guide's 4-2 note 3, `domain.md` §2.5).

use crate::{
    codes,
    field::{Field, Form, Group, Picker, Width},
};

pub static FORM: Form = Form {
    key: "outside",
    title: "外省、中央单位职称证书资料",
    note: "按证书填写，并上传证书的扫描件。提交申请前要填好。",
    groups: &[Group {
        title: "",
        core: false,
        fields: &[
            Field::choice("origin", "取得地", &codes::TITLE_ORIGIN).needed(),
            Field::pick("region", "发证地区", Picker::Region).wide(Width::TwoThirds).hint("中央单位取得的不填"),
            Field::line("issuer", "发证单位", 80).needed().wide(Width::Half),
            Field::line("committee", "评审组织", 80).wide(Width::Half),
            Field::line("title", "证书上的职称名称", 60).needed(),
            Field::line("specialty", "证书上的专业", 60).needed(),
            Field::choice("level", "职称等级", &codes::TITLE_LEVEL).needed(),
            Field::choice("way", "取得方式", &codes::TITLE_WAY).needed(),
            Field::date("obtained", "取得时间").needed().hint("例如 2018-12-20"),
            Field::line("number", "证书编号", 60).needed(),
            Field::line("verify", "查询网址或核验方式", 120).wide(Width::Full),
        ],
    }],
    rules: &[],
};
