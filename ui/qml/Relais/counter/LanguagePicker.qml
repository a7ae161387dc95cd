pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme
import Relais.controls

// The languages in which this request can be asked, each by its own name.
Flow {
    id: picker

    property var languages: []
    property string language: ""

    signal picked(string code)

    spacing: Sizes.px(12)
    Accessible.role: Accessible.Grouping
    Accessible.name: Tr.s["client.language"]

    Repeater {
        model: picker.languages

        CounterTouchable {
            id: one

            required property var modelData
            readonly property bool chosen: picker.language === modelData.code
            readonly property color ink: chosen && Theme.outlined ? Theme.ground : Theme.ink

            objectName: "language:" + modelData.code
            label: modelData.name
            // Two side by side; a longer name takes a line.
            width: name.implicitWidth + Sizes.px(24) <= (picker.width - picker.spacing) / 2 ? Math.floor((picker.width - picker.spacing) / 2) : picker.width
            height: Sizes.px(44)
            Accessible.role: Accessible.RadioButton
            Accessible.checkable: true
            Accessible.checked: chosen
            onActivated: picker.picked(modelData.code)

            Plate {
                id: plate

                anchors.fill: parent
                startTop: Sizes.px(12)
                endTop: startTop
                color: one.chosen ? (Theme.outlined ? Theme.act : Theme.actSoft) : Theme.surface
                outline: one.chosen || one.pressed ? Theme.act : Theme.line
                stroke: Sizes.px(one.chosen || one.pressed ? 4 : 2)
            }
            FocusRing {
                target: plate
                shown: one.focused
            }
            CounterText {
                id: name

                anchors.centerIn: parent
                role: "min"
                words: one.label
                wrapMode: Text.NoWrap
                color: one.ink
                font.weight: one.chosen ? Font.ExtraBold : Font.DemiBold
                Accessible.ignored: true
            }
        }
    }
}
