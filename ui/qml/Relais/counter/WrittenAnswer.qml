import QtQuick
import Relais.Theme

// An answer written with the real keyboard: words as they are, dates, times, numbers and telephones as people read them.
CounterField {
    id: answer

    property var model: null
    readonly property string way: model.page.way ?? ""
    readonly property string draft: model.draft
    readonly property bool free: way === "text" || way === "barcode"
    readonly property bool spaced: !free && way !== ""

    // « 04 03 1958 », « 14 30 », « 01 99 00 12 34 »: only digits count, whatever stands between them.
    function shaped(text: string): string {
        const digits = bare(text);
        if (way === "date")
            return digits.replace(/^(\d\d)(\d)/, "$1 $2").replace(/^(\d\d \d\d)(\d)/, "$1 $2");
        if (way === "dateTime")
            return [[0, 2], [2, 4], [4, 8], [8, 10], [10, 12]].map(([from, to]) => digits.slice(from, to)).filter(part => part !== "").join(" ");
        if (way === "time")
            return digits.replace(/^(\d\d)(\d)/, "$1 $2");
        if (way === "digits" && /^0\d{0,9}$/.test(digits))
            return digits.replace(/(\d\d)(?=\d)/g, "$1 ");
        return way === "decimal" ? digits.replace(".", Tr.s["number.comma"]) : digits;
    }

    label: Tr.s["entry.answer." + way] ?? Tr.s["entry.answer"]
    sample: Tr.s["entry.sample." + way] ?? ""
    refusal: model.refusal
    breadth: free ? width : Math.min(width, Sizes.px(way === "dateTime" ? 340 : 300))
    most: ({ date: 10, time: 5, dateTime: 16, barcode: 81 })[way] ?? 80
    shape: spaced ? shaped : null
    written: draft
    modelled: true
    onEdited: text => answer.model.rewrite(answer.way === "decimal" ? text.replace(",", ".") : text)
}
