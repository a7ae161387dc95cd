pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme
import Relais.controls

// One answer, or several, from cards; a single card for « J’ai lu » (acknowledge).
PagedColumn {
    id: choices

    property var model: null
    readonly property string way: model.page.way ?? ""
    readonly property bool several: way !== "select_one"

    rows: way === "acknowledge" ? [{ name: "yes", label: Tr.s["acknowledge.yes"], icon: "check-circle" }]
                                : model.page.choices ?? []
    wanted: rows.findIndex(row => model.chosen.includes(row.name))
    least: Math.max(Sizes.px(80), meter.tallest + Sizes.px(24))

    RowMeter {
        id: meter

        width: choices.width - Sizes.px(Sizes.low ? 240 : 344)
        texts: choices.rows.map(row => row.label)
    }

    delegate: ChoiceCard {
        property var entry: ({})
        property int place: 0

        objectName: "choice:" + (entry.name ?? "")
        label: entry.label ?? ""
        icon: entry.icon ?? ""
        cap: Theme.answerCap(place, choices.model.page.cap ?? "")
        several: choices.several
        chosen: choices.model.chosen.includes(entry.name)
        onActivated: choices.model.pick(entry.name)
    }
}
