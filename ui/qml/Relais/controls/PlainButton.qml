import QtQuick
import Relais.Theme

// A button without a direction: outline, pictogram over or beside its word.
Touchable {
    id: button

    property string icon: ""
    property string iconCut: "bold"
    property bool stacked: false
    property int size: Sizes.low ? Sizes.label : Sizes.section
    property real iconSize: Sizes.px(40)
    property color ink: Theme.ink
    property color outline: Theme.line
    readonly property real comfortable: name.implicitWidth + Sizes.px(stacked ? 52 : 112)

    implicitHeight: Sizes.primary

    Plate {
        id: plate

        anchors.fill: parent
        color: button.pressed ? Theme.actSoft : Theme.surface
        outline: button.pressed ? Theme.act : button.outline
        stroke: button.pressed ? Sizes.strokeSelected : Sizes.stroke
    }
    FocusRing {
        target: plate
        shown: button.focused
    }

    Grid {
        anchors.centerIn: parent
        columns: button.stacked ? 1 : 2
        spacing: Sizes.px(button.stacked ? 2 : 20)
        horizontalItemAlignment: Grid.AlignHCenter
        verticalItemAlignment: Grid.AlignVCenter

        Pictogram {
            name: button.icon
            visible: name !== ""
            cut: button.iconCut
            size: button.iconSize
            ink: button.ink
            tone: "transparent"
        }
        Phrase {
            id: name

            words: button.label
            size: button.size
            line: 1.2
            width: Math.min(implicitWidth, button.width - Sizes.px(button.stacked || button.icon === "" ? 16 : 96))
            horizontalAlignment: Text.AlignHCenter
            color: button.ink
            font.weight: Font.Bold
            Accessible.ignored: true
        }
    }
}
