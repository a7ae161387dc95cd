pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme

// Six bars that say "there is sound": they change with each word, or stay still where nothing may move.
Row {
    id: wave

    property color ink: Theme.ink
    readonly property var shapes: [[0.3, 0.6, 1, 0.8, 0.5, 0.3], [0.4, 0.9, 0.6, 1, 0.7, 0.35], [0.25, 0.5, 0.85, 0.6, 1, 0.45]]
    readonly property var heights: shapes[Theme.motion ? Voice.wordStart % shapes.length : 0]

    spacing: Sizes.px(4)
    height: Sizes.px(40)

    Repeater {
        model: 6

        Rectangle {
            required property int index

            anchors.verticalCenter: parent?.verticalCenter
            width: Sizes.px(7)
            radius: width / 2
            color: wave.ink
            height: wave.height * wave.heights[index]

            Behavior on height {
                NumberAnimation {
                    duration: Theme.lasting(120)
                }
            }
        }
    }
}
