import QtQuick
import Relais.Theme
import Relais.controls

// Says what will be erased, and asks. On the welcome screen there is nothing to erase: it says so.
ArchWindow {
    id: dialog

    required property var course
    readonly property string moment: course.screen === "done" ? "done" : course.screen === "welcome" ? "welcome" : "answers"

    objectName: "window:restart"
    onTouched: course.stay()

    Stack {
        width: parent.width
        spacing: Sizes.px(Sizes.low ? 20 : 36)

        Pictogram {
            anchors.horizontalCenter: parent.horizontalCenter
            name: dialog.moment === "done" ? "eraser" : "arrow-counter-clockwise"
            cut: dialog.moment === "done" ? "duotone" : "bold"
            size: Sizes.px(Sizes.low ? 96 : 150)
            ink: Theme.act
            tone: dialog.moment === "done" ? Theme.actSoft : "transparent"
        }
        Phrase {
            width: parent.width
            words: Tr.s["restart.title." + dialog.moment]
            size: Sizes.title
            line: Sizes.titleLine
            horizontalAlignment: Text.AlignHCenter
            font.weight: Font.ExtraBold
            Accessible.role: Accessible.Heading
        }
        Phrase {
            width: parent.width
            words: Tr.s["restart.text." + dialog.moment]
            size: Math.max(Sizes.body, Sizes.px(Sizes.low ? 30 : 34))
            line: 1.3
            horizontalAlignment: Text.AlignHCenter
        }
        Item {
            width: parent.width
            height: dialog.moment === "welcome" ? Sizes.primary : 2 * Sizes.primary + Sizes.px(24)

            NoseButton {
                objectName: "restart-no"
                width: parent.width
                icon: dialog.moment === "welcome" ? "x" : "arrow-right"
                label: Tr.s["restart.no." + dialog.moment]
                onActivated: dialog.course.stay()
            }
            PlainButton {
                objectName: "restart-yes"
                visible: dialog.moment !== "welcome"
                anchors.bottom: parent.bottom
                width: parent.width
                height: Sizes.primary
                icon: "eraser"
                label: Tr.s["restart.yes"]
                onActivated: dialog.course.retreat()
            }
        }
    }
}
