//! The rules of professional-title (职称) application and review, and nothing else:
//! no I/O, no clock, no randomness, no page, no SQL. It compiles for the server
//! and for the browser, and everything else derives from it.
//!
//! # Glossary
//!
//! | 中文 | here | meaning |
//! |---|---|---|
//! | 申报人 | applicant | the professional; one person, one account |
//! | 人事管理单位 | unit | the current employer, who reviews first |
//! | 主管部门, 主管单位 | department | supervises the unit; follows from it |
//! | 人社部门 | hrss | human resources and social security bureau; confirms and issues |
//! | 评审委员会 | committee | votes; its 办公室 is the office |
//! | 专家 | expert | a member of a committee |
//! | 初次职称考核认定 | recognition | the first title, by degree and years |
//! | 评审 | review | the usual promotion |
//! | 个人信息 | record | sections of entries, filled once and reused |
//! | 入库 | verified | an entry that a reviewed application has confirmed |
//! | 申报信息 | details | the application's own form |
//! | 核心数据 | core data | what must not be wrong |
//! | 系列, 专业, 职称, 等级 | series, specialty, title, level | what is applied for |
//! | 退回, 撤回, 撤销 | return, withdraw, cancel | by a reviewer; by the applicant; for good |
//! | 当前环节, 办理状态, 结果 | stage, status, outcome | where it stands |
//! | 附件 | attachment | a file that is evidence, of an entry or of an application |
//! | 放大镜 | picker | the dialog that chooses a region, committee, unit … |
//! | 证书 | certificate | what a passed application ends with |
//!
//! What the rules come from is in `docs/domain.md`, cited as `domain.md` with the section.
//!
//! # Reading order
//!
//! [`field`] (what a form is) → [`record`], [`recognition`] and [`review`] (the forms) →
//! [`values`], [`merge`], [`check`], [`issue`] → [`business`], [`workflow`], [`access`] →
//! [`eligibility`], [`policy`], [`whole`], [`readiness`], [`vote`], [`certificate`], [`snapshot`].

pub mod access;
pub mod application;
pub mod attachment;
pub mod business;
pub mod certificate;
pub mod check;
pub mod codes;
pub mod contact;
pub mod credit_code;
pub mod date;
pub mod eligibility;
pub mod field;
pub mod forms;
pub mod id_number;
pub mod issue;
mod marks;
pub mod merge;
pub mod pick;
pub mod plan;
pub mod policy;
pub mod readiness;
pub mod recognition;
pub mod record;
pub mod review;
pub mod snapshot;
pub mod text;
pub mod values;
pub mod vote;
pub mod whole;
pub mod workflow;
pub mod written;
