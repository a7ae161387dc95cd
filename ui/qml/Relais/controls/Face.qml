import QtQuick
import Relais.Theme

// What a button says: a pictogram and words, beside each other or stacked, in the middle of it.
Item {
    id: face

    property string icon: ""
    property string cut: "bold"
    property real iconSize: Sizes.px(40)
    property real boost: 0
    property bool iconFirst: true
    property bool mirrored: false
    property bool stacked: false
    property string words: ""
    property int size: Sizes.label
    property real line: 1.15
    property int weight: Font.Bold
    property color ink: Theme.ink
    property real rim: Sizes.px(stacked ? 8 : 20)
    property real space: Sizes.px(stacked ? 2 : 20)
    readonly property bool drawn: icon !== ""
    readonly property real iconRoom: drawn && !stacked ? iconSize + space : 0
    readonly property bool iconLeft: iconFirst !== Theme.rtl
    readonly property real start: (width - iconRoom - name.width) / 2
    readonly property real top0: (height - (drawn && stacked ? iconSize + space : 0) - name.height) / 2

    LayoutMirroring.enabled: false

    Pictogram {
        x: face.stacked ? (face.width - face.iconSize) / 2 : face.iconLeft ? face.start : face.start + name.width + face.space
        y: face.stacked ? face.top0 : (face.height - face.iconSize) / 2
        visible: face.drawn
        name: face.icon
        cut: face.cut
        boost: face.boost
        size: face.iconSize
        ink: face.ink
        tone: "transparent"
        mirrored: face.mirrored
    }
    Phrase {
        id: name

        x: face.stacked ? (face.width - width) / 2 : face.start + (face.iconLeft ? face.iconRoom : 0)
        y: face.stacked && face.drawn ? face.top0 + face.iconSize + face.space : (face.height - height) / 2
        width: Math.min(Math.ceil(implicitWidth), face.width - 2 * face.rim - face.iconRoom)
        words: face.words
        size: face.size
        line: face.line
        horizontalAlignment: Text.AlignHCenter
        color: face.ink
        font.weight: face.weight
        Accessible.ignored: true
    }
}
