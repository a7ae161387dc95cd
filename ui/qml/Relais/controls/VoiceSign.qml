import QtQuick
import Relais.Theme

// The sign of the voice: a speaker, two bars while it reads and a touch would stop it, a struck speaker without
// sound. A speaker never mirrors.
Item {
    id: sign

    property real size: Sizes.px(40)
    property bool speaking: false
    property bool muted: false
    property color ink: Theme.ink
    property color tone: Theme.voice

    implicitWidth: size
    implicitHeight: size

    Pictogram {
        anchors.centerIn: parent
        visible: !sign.speaking
        name: sign.muted ? "speaker-slash" : "speaker-high"
        size: sign.size
        ink: sign.ink
        tone: sign.muted ? "transparent" : sign.tone
    }
    Row {
        anchors.centerIn: parent
        visible: sign.speaking
        spacing: Math.round(sign.size * 0.18)

        Rectangle {
            width: Math.round(sign.size * 0.26)
            height: Math.round(sign.size * 0.72)
            radius: Sizes.px(3)
            color: sign.ink
        }
        Rectangle {
            width: Math.round(sign.size * 0.26)
            height: Math.round(sign.size * 0.72)
            radius: Sizes.px(3)
            color: sign.ink
        }
    }
}
