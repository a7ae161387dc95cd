import QtQuick
import Relais.Theme

// The small form of Listen, beside one text and never inside it. Its caller gives it the height of that text.
Touchable {
    id: ear

    property string who: ""
    property var blocks: []
    readonly property bool speaking: who !== "" && Voice.speaking === who
    readonly property bool muted: !Voice.available
    readonly property color ink: speaking ? Theme.voice : Theme.ink

    objectName: who
    implicitWidth: Sizes.px(88)
    implicitHeight: Sizes.px(88)
    label: Tr.f("voice.ear", { words: blocks.map(block => block.words).join(" ") })
    onActivated: Voice.toggle(who, blocks)

    Plate {
        id: plate

        anchors.fill: parent
        visible: !ear.muted
        startTop: Math.min(width, height) / 2
        endTop: startTop
        color: ear.speaking ? Theme.capInk : ear.pressed ? Theme.voice : Theme.hue("voice-soft")
        outline: ear.speaking ? Theme.voice : Theme.hue("voice-line")
        stroke: ear.pressed ? Sizes.strokeSelected : Sizes.stroke
    }
    DashedPlate {
        anchors.fill: parent
        visible: ear.muted
        startRadius: plate.startTop
        endRadius: plate.startTop
        outline: Theme.hue("voice-line")
    }
    FocusRing {
        target: plate
        shown: ear.focused
    }
    VoiceSign {
        anchors.centerIn: parent
        size: Math.min(Sizes.px(44), ear.width * 0.5)
        speaking: ear.speaking
        muted: ear.muted
        ink: ear.ink
    }
}
