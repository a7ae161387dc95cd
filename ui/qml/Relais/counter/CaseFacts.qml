pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme
import Relais.controls

// What a person answered, and what was decided and said since.
Stack {
    id: facts

    property var page: ({})
    readonly property var rows: page.answers ?? []
    readonly property var road: page.road ?? []

    height: implicitHeight
    spacing: Sizes.px(12)

    CounterText {
        width: parent.width
        role: "section"
        words: Tr.s["case.answers"]
    }
    CounterText {
        width: parent.width
        visible: words !== ""
        role: "min"
        words: ((facts.page.how ?? "") + " " + ((facts.page.language ?? "") !== "" ? Tr.f("case.language", { language: facts.page.language }) : "")).trim()
        color: Theme.inkSoft
    }
    CounterMessage {
        objectName: "sealed"
        width: parent.width
        visible: (facts.page.trouble ?? "") !== ""
        mood: "info"
        icon: "lock-key"
        happened: facts.page.trouble ?? ""
    }
    Column {
        id: answers

        objectName: "answers"
        width: parent.width
        spacing: Sizes.px(10)
        visible: facts.rows.length > 0

        Repeater {
            model: facts.rows

            Item {
                id: row

                required property var modelData

                width: answers.width
                height: Math.max(label.height, said.height) + Sizes.px(10)

                CounterText {
                    id: label

                    width: parent.width * 0.46
                    words: row.modelData.label
                    color: Theme.inkSoft
                }
                CounterText {
                    id: said

                    anchors.right: parent.right
                    width: parent.width * 0.5
                    role: "label"
                    wrapMode: Text.Wrap
                    words: row.modelData.shown
                }
                Rectangle {
                    anchors.bottom: parent.bottom
                    width: parent.width
                    height: Sizes.px(1)
                    color: Theme.lineSoft
                }
            }
        }
    }
    CounterText {
        width: parent.width
        role: "section"
        visible: facts.road.length > 0
        words: Tr.s["case.road"]
    }
    Column {
        id: steps

        objectName: "road"
        width: parent.width
        spacing: Sizes.px(12)
        visible: facts.road.length > 0

        Repeater {
            model: facts.road

            Stack {
                id: step

                required property var modelData

                width: steps.width
                height: implicitHeight
                spacing: Sizes.px(2)

                CounterText {
                    width: parent.width
                    role: "label"
                    words: step.modelData.what + " · " + step.modelData.when
                }
                CounterText {
                    width: parent.width
                    visible: words !== ""
                    wrapMode: Text.Wrap
                    words: step.modelData.message
                }
                CounterText {
                    width: parent.width
                    visible: words !== ""
                    role: "min"
                    words: step.modelData.state
                    color: Theme.warn
                    font.weight: Font.Bold
                }
            }
        }
    }
}
