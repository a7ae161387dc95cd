import QtQuick
import Relais.Theme
import Relais.controls

// Says what will be erased, and asks. On the welcome screen there is nothing to erase: it says so.
ArchWindow {
    id: dialog

    required property var course
    readonly property string moment: course.screen === "done" ? "done" : course.screen === "welcome" ? "welcome" : "answers"

    objectName: "window:restart"
    title: Tr.s["restart.title." + moment]
    blocks: [{ id: "restart.text", words: Tr.s["restart.text." + moment], live: false, kind: "text" }]
    onTouched: course.stay()

    emblem: Pictogram {
        visible: !dialog.tight
        name: dialog.moment === "done" ? "eraser" : "arrow-counter-clockwise"
        cut: dialog.moment === "done" ? "duotone" : "bold"
        size: visible ? Sizes.px(Sizes.low ? 88 : 150) : 0
        width: size
        height: size
        ink: Theme.act
        tone: dialog.moment === "done" ? Theme.actSoft : "transparent"
    }
    buttons: [
        NoseButton {
            objectName: "restart-no"
            width: parent?.width ?? 0
            height: Sizes.primary
            icon: dialog.moment === "welcome" ? "x" : "arrow-right"
            label: Tr.s["restart.no." + dialog.moment]
            onActivated: dialog.course.stay()
        },
        PlainButton {
            objectName: "restart-yes"
            visible: dialog.moment !== "welcome"
            width: parent?.width ?? 0
            height: Sizes.primary
            icon: "eraser"
            label: Tr.s["restart.yes"]
            onActivated: dialog.course.retreat()
        }
    ]

    Phrase {
        width: parent.width
        words: Tr.s["restart.text." + dialog.moment]
        voiced: "restart.text"
        size: gauge.fit(words, Math.max(Sizes.body, Sizes.px(Sizes.low ? 30 : 34)), Sizes.px(28), 1.3, width, dialog.free)
        line: 1.3
        horizontalAlignment: dialog.level ? Text.AlignLeft : Text.AlignHCenter

        Gauge {
            id: gauge

            weight: Font.DemiBold
        }
    }
}
