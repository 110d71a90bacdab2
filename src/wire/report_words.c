/* See report_words.h. Written after what the mail systems' sources, manuals and users' reports show. */
#include "wire/report_words.h"

const struct report_format report_formats[] = {
	{ "qmail", "this is the qmail-send program" },
	{ "qmail", "i'm afraid i wasn't able to deliver your message" },
	{ "qmail", "i wasn't able to deliver your message to the following" },
	{ "exim", "a message that you sent could not be delivered to one or more of its recipients" },
	{ "exim", "this message was created automatically by mail delivery software" },
	{ "exim", "a message that you sent * could not be delivered" },
	{ "exim", "a message sent by * could not be delivered" },
	{ "postfix", "this is the postfix program at host" },
	{ "postfix", "this is the mail system at host" },
	{ "postfix", "i'm sorry to have to inform you that your message could not be" },
	{ "sendmail", "the following addresses had permanent fatal errors" },
	{ "sendmail", "the following addresses had permanent" },
	{ "sendmail", "the following addresses had transient" },
	{ "sendmail", "transcript of session follows" },
	{ "opensmtpd", "this is the mailer-daemon at" },
	{ "opensmtpd", "this is the mailer daemon" },
	{ "gmail", "delivery to the following recipient failed permanently" },
	{ "gmail", "delivery to the following recipients failed" },
	{ "gmail", "technical details of permanent failure" },
	{ "gmail", "your message wasn't delivered to" },
	{ "yahoo", "sorry, we were unable to deliver your message to the following address" },
	{ "yahoo", "unable to deliver message to the following address" },
	{ "exchange", "your message did not reach some or all of the intended recipients" },
	{ "exchange", "delivery has failed to these recipients" },
	{ "exchange", "your message to * couldn't be delivered" },
	{ "exchange", "the following recipient(s) could not be reached" },
	{ "exchange", "the following recipient(s) cannot be reached" },
	{ "exchange", "ihre nachricht hat einige oder alle empf" },
	{ "exchange", "fehler bei der nachrichtenzustellung an folgende empf" },
	{ "exchange", "ihre nachricht an * konnte nicht zugestellt werden" },
	{ "exchange", "echec de la remise pour ces destinataires" },
	{ "exchange", "votre message n'a pas atteint certains" },
	{ "exchange", "no se pudo entregar a estos destinatarios" },
	{ "exchange", "no se pudo realizar la entrega a" },
	{ "exchange", "recapito non riuscito per questi destinatari" },
	{ "exchange", "falha na entrega a estes destinatarios" },
	{ "exchange", "bezorging aan de volgende" },
	{ "exchange", "сбой доставки следующим получателям" },
	{ "exchange", "次の受信者またはグループへの配信" },
	{ "exchange", "无法将邮件传递给" },
	{ "exchange", "generating server:" },
	{ "mdaemon", "the attached message had permanent fatal delivery errors" },
	{ "mdaemon", "the following data may contain sections which" },
	{ "imail", "undeliverable to the following" },
	{ "imail", "unknown user: " },
	{ "aol", "the original message was received at" },
	{ "mailman", "could not be delivered to the following" },
	{ "verizon", "this message was undeliverable due to the following reason" },
	{ "messagingserver", "this report relates to a message you sent with the following header fields" },
	{ "messagingserver", "your message cannot be delivered to the following recipients" },
	{ "notes", "failed to deliver message" },
	{ "domino", "was not delivered to:" },
	{ "domino", "user * not listed in domino directory" },
	{ "groupwise", "the message that you sent was undeliverable" },
	{ "courier", "this is a delivery status notification from" },
	{ "courier", "unable to deliver your message" },
	{ "mcafee", "the following message could not be delivered" },
	{ "mailru", "это письмо создано автоматически сервером" },
	{ "mailru", "ваше сообщение не может быть доставлено одному или нескольким получателям" },
	{ "mailru", "the message that you sent could not be delivered" },
	{ "yandex", "this is the mail system at host yandex" },
	{ "yandex", "это письмо отправлено почтовым сервером" },
	{ "qq", "抱歉,您的邮件被退回来了" },
	{ "163", "您的邮件未能成功" },
	{ "163", "对不起,您的邮件" },
	{ "docomo", "次のあて先へのメッセージはエラーのため送信できませんでした" },
	{ "au", "each of the following recipients was rejected by a remote mail server" },
	{ "au", "could not be delivered to:" },
	{ "softbank", "メールの送信に失敗しました" },
	{ "gmx", "the following address(es) failed" },
	{ "x400", "your mail message could not be delivered" },
	{ "mimecast", "the following recipients did not receive" },
	{ "zoho", "this message was created automatically by mail delivery" },
	{ "barracuda", "barracuda spam" },
	{ "james", "the following mail could not be delivered" },
	{ "sendgrid", "this is an automatically generated message from" },
	{ "interscan", "message from interscan" },
	{ "imail", "delivery failed * attempts" },
	{ "ndr", "non-delivery report" },
	{ "airmail", "no valid recipients were found" },
	{ NULL, NULL },
};

/* clang-format off */
const char *const report_daemon_locals[] = {
	"mailer-daemon", "mailer_daemon", "mailerdaemon", "mailer.daemon", "mail-daemon", "mail.daemon", "maildaemon",
	"mdaemon@", "mail_daemon", "mailsystem", "mail-system", "maildelivery", "mail-delivery", "mail.delivery",
	"microsoftexchange", "bounce@", "bounces@", "bounce-", "bounced@", "mmdf@", "returned-mail", "returnmail",
	"undeliverable@", "nondelivery", "non-delivery", "delivery@", "delivery-", "smtp-daemon", "smtpd@", "daemon@",
	"dsn@", "ndr@", NULL
};

const char *const report_daemon_names[] = {
	"mailer-daemon", "mailer daemon", "mail delivery s", "mail delivery a", "mail deliver", "mail system",
	"mailsystem", "mail transfer", "mail transport", "email delivery", "e-mail delivery", "delivery subsystem",
	"delivery system", "delivery notification", "delivery status", "internet mail delivery", "message delivery",
	"returned mail", "mail administrator", "mail router", "notes router", "smtp router", "smtp daemon",
	"mail agent", "mailagent", "undelivered", "mail error", "postfix", "systeme de messagerie",
	"sistema de correo", "sistema di posta", "sistema de entrega", "zustellsystem", "mail-zustell",
	"система доставки", "почтовая система", "служба доставки", "メール配送", "配送エラー", "メールシステム", "邮件系统", "邮件投递",
	"系统退信", "退信", "郵件系統", "메일 시스템", "메일 시스템 관리자", NULL
};

const char *const report_daemon_anywhere[] = {
	"mailer-daemon", "mailerdaemon", "mail delivery subsystem", "mail delivery system",
	"microsoftexchange329e71ec88ae4615bbc36ab6ce41109e", NULL
};

const char *const report_postmasters[] = {
	"postmaster", "post_master", "post.master", "postmeister", "post master", "mailmaster@", "hostmaster@",
	"mailadmin", "mail-admin", "mailadministrator", "emailadmin", "system administrator", "systemadministrator",
	"system attendant", "administrateur systeme", "administrador del sistema", "amministratore di sistema",
	"administrador do sistema", "системный администратор", "microsoft outlook$", "microsoft exchange",
	"exchange@", "mailguard", "mailgate", NULL
};

const char *const report_helpers[] = {
	"abuse@", "support@", "help@", "helpdesk@", "root@", "noc@", "admin@", "webmaster@", "unblock@", "delist@",
	"postbox@", "hostmaster@", "info@postmaster", NULL
};

const char *const report_bounce_subjects[] = {
	"undeliverable", "undelivered", "undeliver", "unable to deliver", "unable to be delivered", "not delivered",
	"couldn't be delivered", "could not be delivered", "could not deliver", "cannot be delivered",
	"can't be delivered", "cannot deliver", "was not delivered", "wasn't delivered", "not deliverable",
	"failure notice", "failure delivery", "delivery failure", "delivery failed", "delivery has failed",
	"delivery error", "delivery problem", "delivery status", "delivery notification", "delivery report",
	"delivery attempt failed", "delivery incident", "delivery final", "delivery fail", "delivery unsuccessful",
	"failed delivery", "failed mail", "failed to deliver", "failed message", "mail delivery failed",
	"mail delivery", "mail system error", "mail error", "message delivery", "message undeliverable",
	"message not delivered", "message failure", "message rejected", "message status - undeliverable",
	"returned mail", "returned to sender", "returned email", "returned message", "returning message",
	"return to sender", "mail returned", "bounced mail", "bounced message", "bounce notification",
	"bounce message", "mail bounce", "non delivery", "non-delivery", "nondeliver", "non-deliver", "non deliver",
	"nondelivery", "unzustellbar", "nicht zustellbar", "nicht zugestellt", "konnte nicht zugestellt",
	"zustellung fehlgeschlagen", "zustellfehler", "zustellungsfehler", "zustellung nicht moglich",
	"mailzustellung", "fehler bei der zustellung", "unzustellbare", "echec de remise", "echec de la remise",
	"echec d'envoi", "echec de livraison", "echec de distribution", "echec de transmission", "non remis",
	"non distribu", "non delivre", "message non", "remise impossible", "no se puede entregar",
	"no se pudo entregar", "no entregado", "no entregable", "error de entrega", "fallo en la entrega",
	"error en la entrega", "correo devuelto", "mensaje devuelto", "notificacion de estado de entrega",
	"mensaje no", "mancata consegna", "mancato recapito", "mancato invio", "consegna non riuscita",
	"non recapitabile", "messaggio non consegnat", "recapito non riuscito", "impossibile recapitare",
	"nao entregue", "nao foi entregue", "nao foi possivel entregar", "falha na entrega", "falha de entrega",
	"erro na entrega", "erro de entrega", "nao pode ser entregue", "devolvid", "onbestelbaar", "niet bezorgd",
	"niet afgeleverd", "kon niet worden bezorgd", "bezorging mislukt", "bezorgfout", "kan inte levereras",
	"gick inte att leverera", "olevererbar", "leveransfel", "kunne ikke leveres", "kan ikke leveres",
	"levering mislykkedes", "uleverbar", "ikke levert", "leveringsfeil", "toimitus epaonnistui",
	"ei voitu toimittaa", "ei voida toimittaa", "niedostarczon", "nie dostarczono", "nie mozna dostarczyc",
	"niedorecz", "blad dostarcz", "zwrot wiadomosci", "nedorucen", "nelze dorucit", "nie je mozne dorucit",
	"chyba pri doruc", "kezbesitetlen", "kezbesithetetlen", "nem kezbesitheto", "sikertelen kezbesites",
	"livrare esuata", "nelivra", "imposibil de livrat", "teslim edilemedi", "iletilemedi", "teslim edilemiyor",
	"gonderilemedi", "не доставлено", "недоставлен", "не удалось доставить", "не может быть доставлено",
	"ошибка доставки", "сбой доставки", "невозможно доставить", "возврат", "не доставлен", "недоставка",
	"не вдалося доставити", "неможливо доставити", "недоставлено", "αποτυχια παραδοσησ", "δεν παραδοθηκε",
	"αδυνατη η παραδοση", "配信不能", "配信できません", "配送エラー", "送信エラー", "配信エラー", "エラーメール", "メールエラー", "エラー通知", "送信できませんでした", "配信に失敗",
	"届けられません", "配達不能", "未配信", "宛先不明", "メール送信エラー", "メール配信エラー", "退信", "投递失败", "无法投递", "未送达", "发送失败", "邮件被退回",
	"无法传递", "未传递", "傳遞失敗", "無法傳遞", "無法投遞", "寄送失敗", "系统退信", "배달 실패", "전송 실패", "발송 실패", "반송", "전달할 수 없", "배달되지",
	"لم يتم تسليم", "تعذر تسليم", "לא ניתן למסור", "לא נמסרה", "khong gui duoc", "khong the gui",
	"tidak terkirim", "message you sent blocked", "warning: could not send message", "warning: message",
	"delayed mail", "mail delayed", "rejected: ", "mail rejected", "mail failed", "returning to sender", "message blocked", "blocked message",
	"delivery delayed", "delivery is delayed", "delay", "still being retried", "mailbox unavailable",
	"user unknown", "mail status report", "mail undeliv", "mailfail", NULL
};

const char *const report_bounce_words[] = {
	"could not be delivered", "couldn't be delivered", "cannot be delivered", "can not be delivered",
	"can't be delivered", "not be delivered", "was not delivered", "wasn't delivered", "has not been delivered",
	"have not been delivered", "not been delivered", "is undeliverable", "was undeliverable", "undeliverable",
	"undelivered", "unable to deliver", "failed to deliver", "could not deliver", "couldn't deliver",
	"cannot deliver", "can't deliver", "not able to deliver", "wasn't able to deliver", "delivery failed",
	"delivery has failed", "delivery to the following", "delivery failure", "delivery attempt", "delivery error",
	"failed permanently", "failed recipient", "permanent error", "permanent failure", "fatal error",
	"permanently failed", "did not reach", "not reach the following", "could not be sent", "couldn't be sent",
	"was rejected by", "rejected your message", "returned to sender", "returned to you", "being returned",
	"has been returned", "has been rejected", "message was rejected", "mail was rejected", "user unknown",
	"unknown user", "no such user", "recipient unknown", "does not exist", "the following address",
	"following recipient", "following recipients", "bounced", "bounce message", "non-delivery", "nondelivery",
	"delivery status notification", "delivery report", "delivery notification", "giving up",
	"mail server rejected", "smtp error", "could not send", "error occurred", "mailbox is full", "mailbox full",
	"over quota", "quota exceeded", "expired", "is delayed", "has been delayed", "delayed", "blocked",
	"nicht zugestellt", "nicht zustellbar", "unzustellbar", "zustellung * fehlgeschlagen",
	"konnte nicht * werden", "nicht ausgeliefert", "fehler bei der", "fehlgeschlagen", "n'a pas pu etre",
	"n'a pu etre", "non remis", "pas ete remis", "pas ete delivre", "pas ete distribue", "impossible de remettre",
	"impossible de delivrer", "echec de", "no se ha podido entregar", "no se pudo entregar",
	"no ha podido ser entregado", "no pudo ser entregado", "no se puede entregar", "no fue entregado",
	"no se ha entregado", "non e stato possibile", "non e stato consegnato", "non puo essere consegnato",
	"impossibile recapitare", "impossibile consegnare", "mancata consegna", "recapito non riuscito",
	"nao foi possivel entregar", "nao foi entregue", "nao pode ser entregue", "nao pode", "falha na entrega",
	"falha ao entregar", "niet worden bezorgd", "niet worden afgeleverd", "niet bezorgd", "niet afgeleverd",
	"kon niet worden", "bezorging", "kunde inte levereras", "kan inte levereras", "kunne ikke leveres",
	"kan ikke leveres", "ei voitu toimittaa", "nie mogla zostac dostarczona", "nie zostala dostarczona",
	"nie mozna dostarczyc", "nie udalo sie dostarczyc", "nebyla dorucena", "nelze dorucit",
	"nepodarilo se dorucit", "nebolo mozne dorucit", "nem kezbesit", "nem sikerult", "nu a putut fi livrat",
	"teslim edilemedi", "iletilemedi", "ulastirilamadi", "не удалось доставить", "не может быть доставлено",
	"не было доставлено", "не доставлено", "невозможно доставить", "не доставлен", "ошибка доставки",
	"возникла ошибка", "не вдалося доставити", "не може бути доставлен", "δεν ηταν δυνατη", "δεν παραδοθηκε",
	"配信できません", "配信されません", "送信できません", "届けることができません", "配送できません", "エラーが発生", "お届けできません", "配信に失敗", "配送に失敗", "宛先不明",
	"エラーのため", "无法投递", "投递失败", "退回", "退信", "无法送达", "发送失败", "未能成功", "无法传递", "無法傳遞", "無法投遞", "전달할 수 없", "배달할 수 없",
	"배달되지", "전송되지", "전송하지 못", "반송", "لم يتم تسليم", "تعذر", "לא ניתן", "khong the", NULL
};

const char *const report_answer_prefixes[] = {
	"re:", "re :", "re[", "aw:", "aw :", "antw:", "antwort:", "sv:", "vs:", "odp:", "ynt:", "rif:", "r:", "ref:",
	"res:", "回复:", "回覆:", "答复:", "fwd:", "fw:", "wg:", "tr:", "rv:", "i:", "enc:", "pd:", "doorst:", "vb:", "转发:",
	"轉寄:", "ha:", "отв:", "на:", "пересл:", NULL
};

const char *const report_original_marks[] = {
	"below this line is a copy", "this is a copy of", "copy of the message", "copy of your message",
	"original message follows", "- original message", "original message -", "original message headers",
	"original message header", "headers of the original", "header of the original", "headers of your message",
	"message headers follow", "headers follow", "unsent message below", "unsent message follows",
	"message follows", "returned message follows", "returned message", "the returned message",
	"your message reads", "your original message", "text of your message", "beginning of the message",
	"message header follows", "original mail", "the message headers", "message body follows",
	"transcript of message follows", "undelivered message headers", "undelivered message",
	"failed message follows", "rejected message", "original message was", "message contents", "message header:",
	"message headers:", "ursprungliche nachricht", "kopfzeilen der", "kopie der nachricht", "en-tetes",
	"message d'origine", "message original", "encabezados", "mensaje original", "mensagem original",
	"intestazioni", "messaggio originale", "oorspronkelijk bericht", "исходное сообщение", "заголовки",
	"копия письма", "копия сообщения", "元のメッセージ", "原始邮件", "원본 메시지", NULL
};

const char *const report_boilerplate[] = {
	"given up", "permanent error", "for further assistance", "postmaster", "problem report",
	"delete your own text", "the mail system", "for assistance", "contact your", "please contact",
	"system administrator", "administrator for", "if the problem persists", "if you continue", "reply to this",
	"this message was created automatically", "automatically generated", "automatic message", "automated message",
	"no need to reply", "sorry it didn't work out", "i'm afraid i wasn't", "i'm sorry to have to",
	"be delivered to one or more", "attached below", "attached is", "is attached", "all of its recipients",
	"all its recipients", "its recipients. this is", "warning message only", "hi. this is",
	"could not be delivered to one", "the following recipient", "the following address", "following addresses",
	"more info", "more information", "learn more", "tips", "how to fix", "was this helpful", "for more",
	"see http", "resend your message", "re-send",
	"original message was received", "transcript of session", "reporting-mta", "arrival-date", "received-from",
	"last-attempt", "generating server", "diagnostic information", "permanent fatal errors",
	"delivery has failed to these", "your message did not reach", "subject:", "date:", "sent:", "from:",
	"this report relates", "return-path", "message-id", "check the address", "check your", "check the recipient",
	"check the e-mail", "check for", "may have been", "might have been", "automatically by", "do not reply",
	"please do not", "unless you", "your message will be", "content preview", "visit http",
	"with subject", "is confidential", "confidential and", "intended recipient only", "disclaimer", "analizado con", "scanned by",
	"scanned for", "virus system", "checked by", "gepruft von", NULL
};

const char *const report_listings[] = {
	"following recipient", "following address", "following user", "following person", "following people",
	"following mailbox", "these recipients", "intended recipient", "recipient:", "recipients:", "folgende empfanger",
	"folgenden empfanger", "folgende adresse", "destinataires suivants", "destinataire suivant", "adresse suivante",
	"siguiente destinatario", "siguientes destinatarios", "siguiente direccion", "seguenti destinatari",
	"seguente destinatario", "seguinte destinatario", "seguintes destinatarios", "volgende ontvanger",
	"volgende geadresseerde", "nastepujac", "следующим", "следующему", "получател", "以下の宛先", "次の宛先", "次の受信者",
	"宛先:", "以下收件人", "下列收件人", "收件人:", "다음 수신자", NULL
};

const char *const report_failure_words[] = {
	"fail", "error", "reject", "return", "undeliver", "not deliver", "unknown", "not exist", "quota", "mailbox full",
	"denied", "unable to", "refus", "block", "bounce", "invalid", "unsuccessful", "no such", "not found", "fehler",
	"erreur", "echec", "impossible", "error de", "fallo", "errore", "erro$", "falha", "fout", "mislukt", "fel vid",
	"fejl", "feil", "virhe", "blad", "chyba", "hiba", "eroare", "hata", "ошибк", "сбой", "помилк", "エラー", "失敗",
	"できません", "失败", "错误", "失敗", "실패", "오류", NULL
};

const char *const report_delay_sure[] = {
	"has not yet been delivered", "have not yet been delivered", "not yet been delivered", "no action is required",
	"delivery attempts will continue", "warning message only", "do not need to resend", "don't need to resend",
	"no need to resend", "only a temporary failure report", "this is a warning message", "this is only a warning",
	"will continue to be attempted", "noch nicht zugestellt", "n'a pas encore ete", "todavia no se ha",
	"non e ancora stato", "ainda nao foi", "nog niet", "пока не доставлено", "еще не доставлено", NULL
};

const char *const report_delay_words[] = {
	"will be retried", "will continue to try", "continue trying", "keep trying",
	"delivery attempts will continue", "will be attempted", "retried for", "retry for", "will retry",
	"do not need to resend", "do not need to do anything", "don't need to resend", "no need to resend",
	"no action is required", "warning message only", "has been delayed", "is delayed", "been delayed",
	"is still being", "not yet been delivered", "not been delivered yet", "has not yet been", "will try again",
	"still trying", "still retrying", "try to deliver it for", "attempts to deliver * will",
	"delivery is delayed", "temporarily delayed", "retries will", "wird weiterhin versucht",
	"noch nicht zugestellt", "weitere zustellversuche", "verzogert", "sera retente", "retarde",
	"se seguira intentando", "retrasado", "ritardata", "opnieuw geprobeerd", "vertraagd", "opozniona", "отложена",
	"задержива", "попытки доставки будут", "遅延", "再送", "延迟", "将继续尝试", NULL
};

const char *const report_delay_subjects[] = {
	"delayed", "delay", "warning: could not send", "warning: message", "warning - delivery", "delivery warning",
	"(warning)", "delivery status notification: delayed", "still being retried", "mail delivery warning", "delivery status notification (delay)",
	"verzogert", "retard", "retras", "ritard", "vertrag", "opozn", "задерж", "отлож", "遅延", "延迟", NULL
};

const char *const report_final_words[] = {
	"giving up", "given up", "gave up", "permanent error", "failed permanently", "permanent failure",
	"no more attempts", "returned to you", "been returned", "was not delivered", "could not be delivered for",
	"retry timeout exceeded", "will not be delivered", "retry time not reached for any host after a long failure",
	"won't be retried", "will not be retried", "could not be delivered to one or more", NULL
};
/* clang-format on */
