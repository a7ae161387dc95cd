pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme
import Relais.controls

// One answer, or several; a single chip for « J’ai lu » (acknowledge). Two columns while each label takes two lines at
// most in half the width. Of many answers only the first are shown, and a line above them finds the others: whoever
// types letters anywhere writes there.
Item {
    id: answers

    property var model: null
    property var gloss: ({})
    property CounterScroll scroll: null
    property real begin: 0
    readonly property string way: model.page.way ?? ""
    readonly property var seek: model.seek_model
    // As many as somebody looks through; more would also keep the page from opening at once.
    readonly property int most: 60
    readonly property var offered: (model.page.choices ?? [])
    readonly property var sought: !seek.offered ? offered : seek.sought === "" ? offered.slice(0, most)
                                  : seek.found.slice(0, most).map(name => offered.find(choice => choice.name === name)).filter(choice => choice)
    readonly property var choices: way === "acknowledge" ? [{ name: "yes", label: Tr.client["acknowledge.yes"] }]
                                                         : sought.map(row => ({ name: row.name, label: label(row) }))
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

    // Letters and spaces find answers; digits choose them, as everywhere.
    function find(event: var): bool {
        const letter = seek.offered && /^[^\x00-\x1f\x7f\d\s]$/.test(event.text);
        if (letter) {
            line.forceActiveFocus(Qt.TabFocusReason);
            seek.write(event.text);
            line.place = line.text.length;
        }
        return letter;
    }

    implicitHeight: flow.y + flow.height
    height: implicitHeight
    Keys.onPressed: event => event.accepted = find(event)

    CounterField {
        id: line

        visible: answers.seek.offered
        width: parent.width
        target: "field:seek"
        icon: "magnifying-glass"
        label: Tr.s["entry.seek"]
        note: answers.seek.found.length === 0 ? Tr.s["seek.none"]
              : answers.seek.found.length <= answers.most ? ""
              : Tr.f("entry.seek.first", { shown: answers.most, count: answers.seek.found.length })
        written: answers.seek.sought
        modelled: true
        own: true
        most: 40
        onEdited: text => answers.seek.rewrite(text)
        // The answer that is left, or the first of them: one key more chooses it.
        onAccepted: if (answers.choices.length === 1)
            answers.pick(0);
        else if (answers.choices.length > 1)
            answers.chip(0).forceActiveFocus(Qt.TabFocusReason)
        onAbandoned: {
            answers.seek.show_all();
            answers.enter();
        }
    }
    Flow {
        id: flow

        y: line.visible ? line.height + answers.gap : 0
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
