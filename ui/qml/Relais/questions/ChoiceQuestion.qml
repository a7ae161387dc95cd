import QtQuick
import Relais.Theme
import Relais.controls

// One answer, or several, from cards; a single card for « J’ai lu » (acknowledge); all of them in an order (rank).
CardColumn {
    id: choices

    property var model: null
    // The names of those to show, null for all.
    property var only: null
    readonly property string way: model.page.way ?? ""
    readonly property string subject: model.page.cap ?? ""
    readonly property var answers: way === "acknowledge" ? [{ name: "yes", label: Tr.s["acknowledge.yes"], icon: "check-circle" }]
                                                         : only === null ? model.page.choices ?? []
                                                         : only.map(name => model.page.choices.find(choice => choice.name === name)).filter(choice => choice)

    // Whether to add another person has the screen's own words; in an order, each answer has its place.
    function label(row: var): string {
        const place = model.chosen.indexOf(row.name) + 1;
        return way === "another" ? Tr.s["another." + row.name] : way === "rank" && place > 0 ? place + ". " + row.label : row.label;
    }

    rows: answers.map((row, place) => ({ name: row.name, label: label(row), icon: row.icon, image: row.image ?? "", audio: row.audio ?? "", cap: Theme.answerCap(place, subject) }))
    several: way !== "select_one" && way !== "another"
    chosen: model.chosen
    wanted: rows.findIndex(row => model.chosen.includes(row.name))
    onPicked: name => model.pick(name)
}
