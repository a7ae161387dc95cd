pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme
import Relais.controls

// Who makes this request: the client alone, both together, or the agent for the client. It goes into the request.
Item {
    id: picker

    property string mode: ""
    readonly property var modes: [
        { key: "Alt 1", icon: "hand-tap", name: "alone" },
        { key: "Alt 2", icon: "users", name: "together" },
        { key: "Alt 3", icon: "keyboard", name: "entered" }
    ]

    signal picked(string mode)

    implicitWidth: row.implicitWidth
    implicitHeight: Sizes.px(44)
    width: implicitWidth
    height: implicitHeight
    Accessible.role: Accessible.Grouping
    Accessible.name: Tr.s["mode.name"]

    Row {
        id: row

        spacing: Sizes.px(12)

        Repeater {
            model: picker.modes

            CounterTouchable {
                id: one

                required property var modelData
                readonly property bool chosen: picker.mode === modelData.name
                readonly property color ink: chosen && Theme.outlined ? Theme.ground : Theme.ink

                objectName: "mode:" + modelData.name
                label: Tr.s["mode." + modelData.name]
                width: face.implicitWidth + Sizes.px(24)
                height: picker.height
                Accessible.role: Accessible.RadioButton
                Accessible.checkable: true
                Accessible.checked: chosen
                onActivated: picker.picked(modelData.name)

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
                Row {
                    id: face

                    anchors.centerIn: parent
                    spacing: Sizes.px(8)

                    Pictogram {
                        anchors.verticalCenter: parent.verticalCenter
                        name: one.chosen ? "check" : one.modelData.icon
                        cut: "bold"
                        size: Sizes.px(22)
                        ink: one.ink
                        tone: "transparent"
                    }
                    CounterText {
                        anchors.verticalCenter: parent.verticalCenter
                        role: "min"
                        words: one.label
                        wrapMode: Text.NoWrap
                        color: one.ink
                        font.weight: one.chosen ? Font.ExtraBold : Font.DemiBold
                        Accessible.ignored: true
                    }
                    KeyCap {
                        anchors.verticalCenter: parent.verticalCenter
                        words: one.modelData.key
                        ink: one.ink
                    }
                }
            }
        }
    }
}
