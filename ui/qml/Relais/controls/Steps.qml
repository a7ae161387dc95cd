pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme

// "Étape 2 sur 5" and a road of small arches: done, current, next.
Item {
    id: steps

    property int current: 1
    property int count: 1
    readonly property real small: Sizes.px(Sizes.low ? 38 : 46)
    readonly property real large: Sizes.px(Sizes.low ? 54 : 66)
    // Stones that would touch say nothing: then the words alone.
    readonly property bool paved: road.width >= (count - 1) * (small + Sizes.px(8)) + large

    height: Sizes.px(Sizes.low ? 70 : 84)
    Accessible.role: Accessible.StaticText
    Accessible.name: sentence.words

    Phrase {
        id: sentence

        anchors.left: parent.left
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Sizes.px(Sizes.low ? 14 : 22)
        words: Tr.f("step.of", { current: steps.current, count: steps.count })
        size: Sizes.chrome
        line: 1.2
        font.weight: Font.Bold
        wrapMode: Text.NoWrap
        Accessible.ignored: true
    }
    Item {
        id: road

        anchors.left: sentence.right
        anchors.leftMargin: Sizes.px(Sizes.low ? 18 : 28)
        anchors.right: parent.right
        height: parent.height
        visible: steps.paved

        Repeater {
            model: steps.count

            Plate {
                id: stone

                required property int index
                readonly property bool done: index + 1 < steps.current
                readonly property bool here: index + 1 === steps.current
                readonly property real slot: steps.count > 1 ? (road.width - width) / (steps.count - 1) * index : 0

                width: here ? steps.large : steps.small
                height: here ? steps.height - Sizes.px(2) : Sizes.px(Sizes.low ? 46 : 56)
                x: Theme.rtl ? road.width - width - slot : slot
                y: steps.height - height
                startTop: width / 2
                endTop: width / 2
                startBottom: 0
                endBottom: 0
                color: done ? Theme.act : Theme.surface
                outline: here || done ? Theme.act : Theme.line
                stroke: here ? Sizes.strokeSelected : Sizes.stroke

                Pictogram {
                    anchors.centerIn: parent
                    anchors.verticalCenterOffset: Sizes.px(2)
                    visible: stone.done
                    name: "check"
                    cut: "bold"
                    size: Sizes.px(30)
                    boost: 12
                    ink: Theme.actText
                    tone: "transparent"
                }
                Phrase {
                    anchors.centerIn: parent
                    visible: !stone.done
                    words: stone.index + 1
                    size: stone.here ? Sizes.px(36) : Sizes.px(28)
                    line: 1.15
                    color: stone.here ? Theme.ink : Theme.inkSoft
                    font.weight: stone.here ? Font.ExtraBold : Font.Bold
                    Accessible.ignored: true
                }
            }
        }
        Rectangle {
            anchors.bottom: parent.bottom
            width: parent.width
            height: Sizes.px(6)
            color: Theme.line
        }
    }
}
