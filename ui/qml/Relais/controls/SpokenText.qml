pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme

// What the voice adds to a text while it reads it: a ground behind the block, and the word of the moment drawn
// again in the ink of honey over its own letters. Nothing is laid out anew, so no width can change.
Item {
    id: spoken

    required property Text shown
    property bool framed: true
    readonly property real rim: Sizes.px(14)
    readonly property real top0: shown.verticalAlignment === Text.AlignVCenter ? (shown.height - shown.contentHeight) / 2
                               : shown.verticalAlignment === Text.AlignBottom ? shown.height - shown.contentHeight : 0

    Rectangle {
        id: ground

        parent: spoken.shown
        z: -1
        visible: spoken.framed
        x: -spoken.rim
        y: spoken.top0 - spoken.rim / 2
        width: spoken.shown.width + 2 * spoken.rim
        height: spoken.shown.contentHeight + spoken.rim
        radius: Sizes.card
        antialiasing: true
        color: Theme.hue("voice-soft")
        border.color: Theme.voice
        border.width: Theme.outlined ? 0 : Sizes.strokeSelected

        DashedPlate {
            anchors.fill: parent
            visible: Theme.outlined
            outline: Theme.voice
        }
    }
    Repeater {
        model: Voice.boxes(spoken.shown, Voice.wordStart, Voice.wordLength)

        Rectangle {
            id: word

            required property rect modelData
            readonly property real side: Sizes.px(4)

            objectName: "spoken-word"
            x: modelData.x - side
            y: spoken.top0 + modelData.y + modelData.height * 0.02
            width: modelData.width + 2 * side
            // Lines stand closer than letters are high: a little less, or it would hide accents of the next one.
            height: modelData.height * 0.94
            radius: Sizes.px(8)
            antialiasing: true
            clip: true
            color: Theme.voice

            Text {
                x: -word.x
                y: -word.y + spoken.top0
                width: spoken.shown.width
                text: spoken.shown.text
                textFormat: Text.PlainText
                wrapMode: spoken.shown.wrapMode
                color: Theme.capInk
                font: spoken.shown.font
                fontSizeMode: spoken.shown.fontSizeMode
                minimumPixelSize: spoken.shown.minimumPixelSize
                height: spoken.shown.height
                lineHeight: spoken.shown.lineHeight
                horizontalAlignment: spoken.shown.horizontalAlignment
                Accessible.ignored: true
            }
            Rectangle {
                anchors.bottom: parent.bottom
                // On a dark ground the line would be lost: there it stays inside the honey.
                anchors.bottomMargin: Theme.bright ? 0 : Sizes.px(3)
                width: parent.width
                height: Sizes.px(5)
                color: Theme.capInk
            }
        }
    }
}
