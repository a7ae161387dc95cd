pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme
import Relais.controls

// « Étape 2 sur 5 » and the road of small arches, as on the kiosk.
Item {
    id: steps

    property int current: 1
    property int count: 1
    readonly property real stone: Sizes.px(26)
    readonly property real slot: Math.min(stone + Sizes.px(14), Math.floor((width - sentence.width - Sizes.px(20)) / count))
    // Stones that would touch say nothing: then the words alone.
    readonly property bool paved: count > 1 && slot >= stone + Sizes.px(6)

    implicitHeight: Sizes.px(44)
    height: implicitHeight
    Accessible.role: Accessible.StaticText
    Accessible.name: sentence.words

    CounterText {
        id: sentence

        anchors.left: parent.left
        anchors.bottom: parent.bottom
        role: "label"
        words: Tr.f("step.of", { current: steps.current, count: steps.count })
        wrapMode: Text.NoWrap
        Accessible.ignored: true
    }
    Item {
        anchors.left: sentence.right
        anchors.leftMargin: Sizes.px(20)
        anchors.bottom: parent.bottom
        visible: steps.paved
        width: steps.count * steps.slot
        height: parent.height

        Repeater {
            model: steps.count

            Plate {
                id: arch

                required property int index
                readonly property bool done: index + 1 < steps.current
                readonly property bool here: index + 1 === steps.current

                x: index * steps.slot + (steps.slot - width) / 2
                y: parent.height - height
                width: here ? steps.stone + Sizes.px(8) : steps.stone
                height: here ? Sizes.px(40) : Sizes.px(30)
                startTop: width / 2
                endTop: width / 2
                startBottom: 0
                endBottom: 0
                color: done ? Theme.act : Theme.surface
                outline: here || done ? Theme.act : Theme.line
                stroke: Sizes.px(here ? 4 : 2)

                Pictogram {
                    anchors.centerIn: parent
                    visible: arch.done
                    name: "check"
                    cut: "bold"
                    size: Sizes.px(18)
                    ink: Theme.actText
                    tone: "transparent"
                    boost: 12
                }
                CounterText {
                    anchors.centerIn: parent
                    visible: !arch.done
                    role: "min"
                    words: arch.index + 1
                    font.weight: arch.here ? Font.ExtraBold : Font.Bold
                    Accessible.ignored: true
                }
            }
        }
        Rectangle {
            anchors.bottom: parent.bottom
            width: parent.width
            height: Sizes.px(4)
            color: Theme.line
        }
    }
}
