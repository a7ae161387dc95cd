import QtQuick
import Relais.Theme
import Relais.controls

// One answer, or several, from cards; a single card for « J’ai lu » (acknowledge).
CardColumn {
    id: choices

    property var model: null
    readonly property string way: model.page.way ?? ""
    readonly property string subject: model.page.cap ?? ""
    readonly property var answers: way === "acknowledge" ? [{ name: "yes", label: Tr.s["acknowledge.yes"], icon: "check-circle" }]
                                                         : model.page.choices ?? []

    rows: answers.map((row, place) => ({ name: row.name, label: row.label, icon: row.icon, cap: Theme.answerCap(place, subject) }))
    several: way !== "select_one"
    chosen: model.chosen
    wanted: rows.findIndex(row => model.chosen.includes(row.name))
    onPicked: name => model.pick(name)
}
