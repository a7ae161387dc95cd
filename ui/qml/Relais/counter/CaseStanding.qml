import QtQuick
import Relais.Theme
import Relais.controls

// Where a case stands, in one line, and since when that is known.
Plate {
    id: standing

    property var page: ({})
    readonly property bool missing: page.status === "papers_missing"
    readonly property bool done: page.status === "done"
    readonly property color strong: missing ? Theme.warn : done ? Theme.ok : Theme.ink

    implicitHeight: lines.height + Sizes.px(28)
    height: implicitHeight
    startTop: Sizes.px(12)
    endTop: startTop
    color: missing ? Theme.warnSoft : done ? Theme.okSoft : Theme.actSoft
    outline: strong
    stroke: Sizes.px(Theme.outlined ? 2 : 0)

    Stack {
        id: lines

        x: Sizes.px(16)
        y: Sizes.px(14)
        width: parent.width - 2 * x
        height: implicitHeight
        spacing: Sizes.px(4)

        CounterText {
            objectName: "status"
            width: parent.width
            role: "section"
            words: standing.page.statusLabel ?? ""
            color: standing.strong
        }
        CounterText {
            width: parent.width
            words: standing.page.recorded ?? ""
        }
        CounterText {
            objectName: "treated"
            width: parent.width
            visible: words !== ""
            words: standing.page.treated ?? ""
        }
        CounterText {
            width: parent.width
            words: standing.page.received ?? ""
        }
        CounterText {
            width: parent.width
            visible: words !== ""
            words: standing.page.next ?? ""
        }
        CounterText {
            objectName: "as-of"
            width: parent.width
            visible: words !== ""
            words: standing.page.asOf ?? ""
            font.weight: Font.Bold
        }
    }
}
