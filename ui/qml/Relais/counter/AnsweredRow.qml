import QtQuick
import Relais.Theme
import Relais.controls

// One question with the client's answer; acting on it changes the answer.
CounterTouchable {
    id: row

    property string question: ""
    property string answer: ""
    property string voiced: ""
    property bool drawn: true
    readonly property real pad: Sizes.px(14)
    readonly property real room: width - 2 * pad - sign.width - Sizes.px(12)

    label: Tr.f("review.change.of", { question: question }) + " " + answer
    implicitHeight: Math.max(Sizes.px(44), asked.height + given.height + Sizes.px(16))
    height: implicitHeight

    Plate {
        id: plate

        anchors.fill: parent
        startTop: Sizes.px(12)
        endTop: startTop
        color: row.pressed ? Theme.actSoft : Theme.surface
        outline: row.pressed ? Theme.act : Theme.line
        stroke: Sizes.px(2)
    }
    CounterText {
        id: asked

        anchors.left: parent.left
        anchors.leftMargin: row.pad
        y: Sizes.px(8)
        width: row.room
        role: "min"
        words: row.question
        voiced: row.voiced !== "" ? "review.question:" + row.voiced : ""
        color: Theme.inkSoft
        Accessible.ignored: true
    }
    CounterText {
        id: given

        anchors.left: asked.left
        y: asked.y + asked.height
        width: row.room
        role: "label"
        wrapMode: Text.Wrap
        words: row.answer !== "" ? row.answer : Tr.client["form.no_answer"]
        voiced: row.voiced !== "" ? "review.answer:" + row.voiced : ""
        Accessible.ignored: true
    }
    Pictogram {
        id: sign

        anchors.right: parent.right
        anchors.rightMargin: row.pad
        anchors.verticalCenter: parent.verticalCenter
        visible: row.drawn
        name: "pencil-simple"
        cut: "bold"
        size: Sizes.px(22)
        ink: Theme.act
        tone: "transparent"
    }
    FocusRing {
        target: plate
        shown: row.focused
    }
}
