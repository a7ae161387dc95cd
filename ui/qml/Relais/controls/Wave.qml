pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme

// Six bars that say "there is sound": they change with each word, or stay still where nothing may move.
Row {
    id: wave

    property color ink: Theme.ink
    readonly property list<real> heights: [0.32, 0.62, 1, 0.78, 0.5, 0.28]
    readonly property int beat: Theme.motion ? Voice.wordStart % heights.length : 0

    spacing: Sizes.px(4)
    height: Sizes.px(40)

    Repeater {
        model: wave.heights.length

        Rectangle {
            required property int index

            anchors.verticalCenter: parent?.verticalCenter
            width: Sizes.px(7)
            radius: width / 2
            color: wave.ink
            height: wave.height * wave.heights[(index + wave.beat) % wave.heights.length]

            Behavior on height {
                NumberAnimation {
                    duration: Theme.lasting(120)
                }
            }
        }
    }
}
