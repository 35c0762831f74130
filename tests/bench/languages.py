"""Sentences of a committee's mail in other languages, and the charsets that such mail is in where it names none."""

from __future__ import annotations

SENTENCES: dict[tuple[str, ...], tuple[str, ...]] = {
    ("koi8_r", "cp1251", "iso8859_5", "cp866"): (
        "Следующее собрание состоится пятого июля в десять часов утра.",
        "Просим всех членов комитета подтвердить свое участие до конца недели.",
        "Спасибо за ответ, документы отправлены вчера вечером.",
        "Повестка дня: бюджет на будущий год и выборы председателя.",
    ),
    ("koi8_u", "cp1251"): (
        "Наступні збори відбудуться п'ятого липня о десятій годині ранку.",
        "Дякуємо за відповідь, документи надіслано вчора ввечері.",
        "Порядок денний: бюджет на наступний рік і вибори голови.",
    ),
    ("iso8859_7", "cp1253"): (
        "Η επόμενη συνεδρίαση θα γίνει στις πέντε Ιουλίου στις δέκα το πρωί.",
        "Παρακαλούμε να επιβεβαιώσετε τη συμμετοχή σας μέχρι το τέλος της εβδομάδας.",
        "Ευχαριστώ για την απάντηση, τα έγγραφα στάλθηκαν χθες το βράδυ.",
    ),
    ("iso8859_2", "cp1250"): (
        "Następne zebranie odbędzie się piątego lipca o godzinie dziesiątej rano.",
        "Prosimy wszystkich członków o potwierdzenie udziału do końca tygodnia.",
        "Dziękuję za odpowiedź, dokumenty zostały wysłane wczoraj późnym wieczorem.",
        "Příští schůze se koná pátého července v deset hodin dopoledne.",
        "Prosíme všechny členy, aby svou účast potvrdili do konce týdne.",
        "Děkuji za odpověď, dokumenty byly odeslány včera večer.",
        "A következő ülés július ötödikén délelőtt tíz órakor lesz a nagyteremben.",
        "Kérjük, hogy részvételüket a hét végéig erősítsék meg, köszönettel.",
    ),
    ("cp1254",): (
        "Gelecek toplantı beş Temmuz günü saat onda yapılacaktır.",
        "Lütfen katılımınızı hafta sonuna kadar onaylayınız, teşekkürler.",
        "Gündem: gelecek yılın bütçesi ve başkanın seçilmesi.",
    ),
    ("cp1255",): (
        "הישיבה הבאה תתקיים בחמישה ביולי בשעה עשר בבוקר.",
        "נא לאשר את השתתפותכם עד סוף השבוע, תודה רבה.",
    ),
    ("cp1256", "iso8859_6"): (
        "الاجتماع القادم سيعقد في الخامس من يوليو في الساعة العاشرة صباحا.",
        "نرجو من جميع الأعضاء تأكيد حضورهم قبل نهاية الأسبوع.",
    ),
    ("cp874",): (
        "การประชุมครั้งต่อไปจะจัดขึ้นในวันที่ห้ากรกฎาคม เวลาสิบโมงเช้า",
        "ขอให้สมาชิกทุกท่านยืนยันการเข้าร่วมภายในสิ้นสัปดาห์นี้",
    ),
    ("gb18030",): (
        "下次会议将在七月五日上午十点举行，请大家准时参加。",
        "请各位委员在周末之前确认是否出席，谢谢。",
        "会议的主要内容是讨论明年的预算和选举主席。",
    ),
    ("big5",): (
        "下次會議將在七月五日上午十點舉行，請大家準時參加。",
        "請各位委員在週末之前確認是否出席，謝謝。",
        "會議的主要內容是討論明年的預算和選舉主席。",
    ),
    ("euc_kr",): (
        "다음 회의는 칠월 오일 오전 열 시에 열립니다. 많은 참석을 부탁드립니다.",
        "위원 여러분께서는 주말까지 참석 여부를 알려 주시기 바랍니다.",
        "회의의 주요 내용은 내년 예산과 의장 선출입니다.",
    ),
    ("cp1252",): (
        "Die nächste Sitzung findet am fünften Juli um zehn Uhr im großen Saal statt.",
        "Bitte bestätigen Sie Ihre Teilnahme bis zum Ende der Woche. Mit freundlichen Grüßen, Jörg Schäfer",
        "La prochaine réunion aura lieu le cinq juillet à dix heures; merci de confirmer votre présence.",
        "Le procès-verbal a été envoyé hier soir à tous les délégués. Bien à vous, Françoise Lefèvre",
        "La próxima reunión será el cinco de julio a las diez de la mañana. ¿Quién asistirá?",
        "A próxima reunião será no dia cinco de julho às dez horas da manhã. Obrigado pela atenção.",
        "Nästa möte äger rum den femte juli klockan tio på förmiddagen. Vänliga hälsningar, Åsa Öberg",
        "Næste møde finder sted den femte juli klokken ti om formiddagen på rådhuset.",
        "La prossima riunione si terrà il cinque luglio alle dieci; perché è più comodo così.",
        "Næsti fundur verður haldinn fimmta júlí klukkan tíu. Það er óskað eftir þátttöku allra.",
        "It costs £5 or €6 – that’s what José Müller’s “naïve” café said; 25°C, ±2%.",
    ),
}
"""By the charsets in which its bytes differ: sentences invented for this."""


def cases() -> list[tuple[str, bytes, str]]:
    """(kind, bytes, text): each sentence alone as long as a subject, and as a mail, in each charset."""
    found = []
    for codecs, sentences in SENTENCES.items():
        for codec in codecs:
            for size, texts in (
                ("30 characters", [text[:30] for text in sentences]),
                ("a sentence", sentences),
            ):
                for text in texts:
                    content = text.encode(codec, "ignore")
                    if not content.isascii():
                        found.append((f"{codec}, {size}", content, content.decode(codec)))
    return found
