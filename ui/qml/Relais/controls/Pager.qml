import QtQuick
import Relais.Theme

// Plus haut, « Réponses 2 à 4 sur 5 », Plus bas: nothing is ever scrolled with the finger.
Item {
    id: pager

    property int first: 0
    property int shown: 0
    property int count: 0
    property string sentence: ""
    readonly property real side: Sizes.px(Sizes.low ? 262 : 308)

    signal up
    signal down

    height: Sizes.px(Sizes.low ? 80 : 96)

    PlainButton {
        objectName: "page-up"
        anchors.left: parent.left
        width: pager.side
        height: parent.height
        visible: pager.first > 0
        icon: "caret-up"
        label: Tr.s["pager.up"]
        ink: Theme.act
        outline: Theme.act
        onActivated: pager.up()
    }
    Phrase {
        anchors.centerIn: parent
        width: parent.width - 2 * pager.side - Sizes.px(24)
        words: pager.sentence
        line: 1.2
        horizontalAlignment: Text.AlignHCenter
        font.weight: Font.Bold
    }
    PlainButton {
        objectName: "page-down"
        anchors.right: parent.right
        width: pager.side
        height: parent.height
        visible: pager.first + pager.shown < pager.count
        icon: "caret-down"
        label: Tr.s["pager.down"]
        ink: Theme.act
        outline: Theme.act
        onActivated: pager.down()
    }
}
