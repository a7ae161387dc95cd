import QtQuick
import Relais.Theme

// The voice of a text: honey pill. It reads its blocks, a touch while it reads stops it. Where `room` leaves the
// space, a wave and a sentence beside the pill say what is going on.
Touchable {
    id: listen

    property string who: "listen"
    property var blocks: []
    property int size: Sizes.label
    property real room: 0
    property string reading: Tr.s["voice.reading"]
    // Whether a person asked for sound: that there is none is said in words then, not before.
    property bool asked: false
    readonly property bool speaking: Voice.speaking !== "" && Voice.speaking === who
    readonly property bool muted: !Voice.available
    readonly property color ink: muted ? Theme.ink : speaking ? Theme.voice : Theme.capInk
    readonly property real iconSize: Math.max(Sizes.px(40), Math.round(size * 1.15))
    // The widest of its three faces: nothing beside it moves when it changes.
    readonly property real faceWidth: iconSize + space + Math.ceil(Math.max(rest.advanceWidth, pause.advanceWidth, mute.advanceWidth))
    readonly property real space: Sizes.px(16)
    readonly property string sentence: speaking ? reading : muted && asked ? Tr.s["voice.none"] : ""

    objectName: "listen"
    implicitWidth: faceWidth + 2 * Sizes.px(32)
    implicitHeight: Math.max(Sizes.px(Sizes.low ? 76 : 88), Math.ceil(size * 1.5))
    label: Tr.s[speaking ? "voice.pause" : muted ? "voice.muted" : "voice.listen"]
    onActivated: {
        asked = true;
        Voice.toggle(who, blocks);
    }

    Plate {
        id: plate

        anchors.fill: parent
        visible: !listen.muted
        startTop: height / 2
        endTop: height / 2
        color: listen.speaking ? Theme.capInk : listen.pressed ? Theme.hue("voice-press") : Theme.voice
        outline: listen.speaking ? Theme.voice : Theme.hue("voice-line")
        stroke: listen.pressed ? Sizes.strokeSelected : Sizes.stroke
    }
    DashedPlate {
        anchors.fill: parent
        visible: listen.muted
        startRadius: height / 2
        endRadius: height / 2
        outline: Theme.hue("voice-line")
    }
    FocusRing {
        target: plate
        shown: listen.focused
    }

    Item {
        id: face

        anchors.centerIn: parent
        width: listen.iconSize + listen.space + name.width
        height: parent.height

        VoiceSign {
            anchors.left: parent.left
            anchors.verticalCenter: parent.verticalCenter
            size: listen.iconSize
            speaking: listen.speaking
            muted: listen.muted
            ink: listen.ink
            tone: "transparent"
        }
        Phrase {
            id: name

            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            words: listen.label
            size: listen.size
            line: 1.2
            color: listen.ink
            font.weight: Font.Bold
            Accessible.ignored: true
        }
    }
    Item {
        id: beside

        readonly property real space: listen.room - listen.width - Sizes.px(24)

        visible: listen.sentence !== "" && space > Sizes.px(200)
        anchors.left: parent.right
        anchors.leftMargin: Sizes.px(24)
        anchors.verticalCenter: parent.verticalCenter
        width: Math.max(0, space)
        height: parent.height

        Wave {
            id: wave

            visible: listen.speaking
            anchors.left: parent.left
            anchors.verticalCenter: parent.verticalCenter
            ink: Theme.ink
        }
        Phrase {
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            width: parent.width - (listen.speaking ? wave.width + Sizes.px(16) : 0)
            height: parent.height
            fitted: true
            verticalAlignment: Text.AlignVCenter
            words: listen.sentence
            line: 1.2
            font.weight: Font.DemiBold
        }
    }
    TextMetrics {
        id: rest

        font: name.font
        text: Tr.s["voice.listen"]
    }
    TextMetrics {
        id: pause

        font: name.font
        text: Tr.s["voice.pause"]
    }
    TextMetrics {
        id: mute

        font: name.font
        text: Tr.s["voice.muted"]
    }
}
