pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme

// A window over the page: veil, arch-topped sheet; on it a title with its voice, what there is to read or to choose
// (in pages, where large letters leave no room), and the buttons. A touch on the veil is a sign of life (`touched`).
Item {
    id: frame

    default property alias content: body.blocks
    property alias buttons: foot.data
    property alias emblem: sign.data
    // The height that is left between title and buttons.
    readonly property alias free: body.room
    property string title: ""
    // What the voice reads: the title, then these.
    property var blocks: []
    // The name of the button that closes, and its word: where nothing else has to be decided.
    property string closing: ""
    property string closed: Tr.s["window.close"]
    readonly property string who: "listen:window"
    // Large letters in a wide screen: an ear in the place of the pill, no emblem, a smaller title.
    readonly property bool tight: Sizes.columns && Sizes.step > 2
    readonly property bool level: Sizes.low || tight
    readonly property real rim: Sizes.px(tight ? 24 : Sizes.low ? 32 : 48)
    readonly property real crest: Sizes.px(tight ? 28 : Sizes.low ? 40 : Sizes.wide ? 56 : 76)
    readonly property real space: Sizes.px(tight ? 14 : Sizes.low ? 20 : Sizes.wide ? 28 : 36)
    readonly property real full: height - Sizes.px(24)
    readonly property bool emblemed: sign.height > 0

    // Whether the title quotes the client: such words are said and never kept.
    property bool live: false
    // A recording of the title.
    property string file: ""

    signal touched
    signal dismissed

    function spoken(): var {
        return [{ id: "window.title", words: title, live: live, kind: "text", file: file }, ...blocks];
    }

    // For what a Repeater made: see PagedStack.
    function settle() {
        body.settle();
    }

    anchors.fill: parent

    Rectangle {
        anchors.fill: parent
        color: Theme.bright ? Theme.ink : Theme.ground
        opacity: Theme.veil

        TapHandler {
            gesturePolicy: TapHandler.ReleaseWithinBounds
            longPressThreshold: 0
            onTapped: frame.touched()
        }
    }
    Plate {
        id: sheet

        anchors.horizontalCenter: parent.horizontalCenter
        y: Math.max(Sizes.px(12), (parent.height - height) * (Sizes.columns ? 0.5 : 0.82))
        width: Math.min(parent.width - 2 * Sizes.page, Sizes.px(frame.tight ? 1216 : Sizes.wide ? 1120 : 984))
        height: frame.crest + inside.height + frame.rim
        startTop: Sizes.px(frame.tight ? 70 : Sizes.low ? 110 : 170)
        endTop: startTop
        startBottom: Sizes.px(28)
        endBottom: Sizes.px(28)
        outline: Theme.ink
        stroke: Sizes.px(4)

        // Nothing under the sheet may be touched through it.
        TapHandler {
            gesturePolicy: TapHandler.ReleaseWithinBounds
        }
        Stack {
            id: inside

            anchors.left: parent.left
            anchors.right: parent.right
            anchors.margins: Sizes.px(Sizes.low ? 56 : 68)
            y: frame.crest
            height: implicitHeight
            spacing: frame.space

            Item {
                id: head

                width: parent.width
                height: frame.level ? Math.max(sign.height, words.height, voice.height) : voice.y + voice.height

                Item {
                    id: sign

                    anchors.left: frame.level ? parent.left : undefined
                    anchors.horizontalCenter: frame.level ? undefined : parent.horizontalCenter
                    anchors.verticalCenter: frame.level ? parent.verticalCenter : undefined
                    width: childrenRect.width
                    height: childrenRect.height
                }
                Phrase {
                    id: words

                    anchors.left: frame.level ? sign.right : parent.left
                    anchors.leftMargin: frame.level && frame.emblemed ? Sizes.px(24) : 0
                    anchors.right: frame.level ? voice.left : parent.right
                    anchors.rightMargin: frame.level ? Sizes.px(24) : 0
                    y: frame.level ? (head.height - height) / 2 : frame.emblemed ? sign.height + frame.space : 0
                    words: frame.title
                    voiced: "window.title"
                    // In a low window a title may come down to the size of the text (DESIGN §4).
                    size: gauge.fit(frame.title, frame.tight ? Sizes.body : Sizes.text("title"), Sizes.px(28), Sizes.titleLine, width, Sizes.px(400))
                    line: Sizes.titleLine
                    horizontalAlignment: frame.level ? Text.AlignLeft : Text.AlignHCenter
                    font.weight: Font.ExtraBold
                    Accessible.role: Accessible.Heading
                }
                Loader {
                    id: voice

                    anchors.right: frame.level ? parent.right : undefined
                    anchors.horizontalCenter: frame.level ? undefined : parent.horizontalCenter
                    y: frame.level ? (head.height - height) / 2 : words.y + words.height + frame.space * 0.6
                    sourceComponent: frame.tight ? ear : pill
                }
            }
            PagedStack {
                id: body

                width: parent.width
                height: implicitHeight
                spacing: frame.space
                room: frame.full - frame.crest - frame.rim - head.height - feet.height - 2 * frame.space
            }
            Item {
                id: feet

                width: parent.width
                height: frame.closing !== "" ? close.height : foot.height

                Stack {
                    id: foot

                    width: parent.width
                    height: implicitHeight
                    spacing: Sizes.px(Sizes.low ? 12 : 24)
                }
                NoseButton {
                    id: close

                    objectName: frame.closing
                    visible: frame.closing !== ""
                    width: parent.width
                    icon: "x"
                    label: frame.closed
                    onActivated: frame.dismissed()
                }
            }
        }
    }
    Gauge {
        id: gauge

        weight: Font.ExtraBold
    }
    Component {
        id: pill

        ListenButton {
            who: frame.who
            blocks: frame.spoken()
        }
    }
    Component {
        id: ear

        Ear {
            objectName: "listen"
            who: frame.who
            blocks: frame.spoken()
        }
    }
}
