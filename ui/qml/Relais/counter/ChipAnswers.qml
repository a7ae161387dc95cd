pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme
import Relais.controls

// One answer, or several; a single chip for « J’ai lu » (acknowledge). Two columns while each label takes two lines at
// most in half the width.
Item {
    id: answers

    property var model: null
    property var gloss: ({})
    property CounterScroll scroll: null
    property real begin: 0
    readonly property string way: model.page.way ?? ""
    readonly property var choices: way === "acknowledge" ? [{ name: "yes", label: Tr.client["acknowledge.yes"] }]
                                                         : (model.page.choices ?? []).map(row => ({ name: row.name, label: label(row) }))
    readonly property real gap: Sizes.px(12)
    readonly property real half: Math.floor((width - gap) / 2)
    readonly property int size: Sizes.tokens ? Sizes.px(Sizes.tokens.type.counter.label) : Sizes.px(17)
    readonly property bool twin: choices.length > 1 && choices.every(choice => {
        const count = gauge.lines(choice.label, size, half - Sizes.px(model.page.faces ? 148 : 100));
        return count > 0 && count < 3;
    })

    // As at the kiosk: the screen's own words for another person, the place of each answer in an order.
    function label(row: var): string {
        const place = model.chosen.indexOf(row.name) + 1;
        return way === "another" ? Tr.client["another." + row.name] : way === "rank" && place > 0 ? place + ". " + row.label : row.label;
    }

    function pick(place: int) {
        answers.model.pick(choices[place].name);
    }

    // The keyboard comes to the answer that is chosen, or to the first.
    function enter() {
        const chosen = choices.findIndex(choice => model.chosen.includes(choice.name));
        chip(Math.max(0, chosen)).forceActiveFocus(Qt.TabFocusReason);
    }

    function chip(place: int): Item {
        return list.itemAt(place);
    }

    implicitHeight: flow.height
    height: implicitHeight

    Flow {
        id: flow

        width: parent.width
        spacing: answers.gap

        Repeater {
            id: list

            model: answers.choices

            AnswerChip {
                required property var modelData
                required property int index

                objectName: "choice:" + modelData.name
                width: answers.twin ? answers.half : flow.width
                label: modelData.label
                gloss: answers.gloss[modelData.name] ?? ""
                voiced: "choice:" + modelData.name
                icon: answers.model.page.faces ? modelData.icon : ""
                drawn: !answers.scroll || answers.scroll.reveals(answers.begin + y, height)
                several: answers.way !== "select_one" && answers.way !== "another"
                chosen: answers.model.chosen.includes(modelData.name)
                keyName: index < 9 ? index + 1 : ""
                onActivated: answers.pick(index)
            }
        }
    }
    Gauge {
        id: gauge
    }
}
