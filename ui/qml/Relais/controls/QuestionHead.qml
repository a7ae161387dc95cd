import QtQuick
import Relais.Theme

// The question: arch pictogram, title, one hint. In a low column the arch goes first; the title shrinks before
// anything is cut.
Item {
    id: head

    property string title: ""
    property string hint: ""
    property string icon: ""
    property string cap: ""
    property real room: 0
    readonly property bool arched: icon !== "" && !Sizes.low && Sizes.step < 4
    readonly property real archWidth: Sizes.px(Sizes.columns ? 210 : 168)
    readonly property real titleRoom: room - (hint !== "" ? advice.implicitHeight + words.spacing : 0)

    height: Math.max(arched ? arch.height : 0, words.height)

    Arch {
        id: arch

        visible: head.arched
        anchors.left: parent.left
        width: head.archWidth
        height: Sizes.px(Sizes.columns ? 236 : 184)
        icon: head.icon
        iconSize: Sizes.px(Sizes.columns ? 146 : 116)
        color: Theme.cap(head.cap)
    }
    Stack {
        id: words

        anchors.right: parent.right
        anchors.verticalCenter: head.arched ? parent.verticalCenter : undefined
        width: parent.width - (head.arched ? head.archWidth + Sizes.px(32) : 0)
        spacing: Sizes.px(Sizes.low ? 12 : 8)

        Phrase {
            width: parent.width
            height: head.room > 0 ? Math.min(whole.implicitHeight, head.titleRoom) : whole.implicitHeight
            words: head.title
            size: Sizes.title
            line: Sizes.titleLine
            fitted: head.room > 0 && whole.implicitHeight > head.titleRoom
            font.weight: Font.ExtraBold
            Accessible.role: Accessible.Heading

            Phrase {
                id: whole

                visible: false
                width: parent.width
                words: head.title
                size: Sizes.title
                line: Sizes.titleLine
                font.weight: Font.ExtraBold
            }
        }
        Phrase {
            id: advice

            width: parent.width
            visible: head.hint !== ""
            words: head.hint
            color: Theme.inkSoft
        }
    }
}
