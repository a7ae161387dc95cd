import QtQuick
import Relais.Theme
import Relais.controls

// Four sizes, each written in itself. A touch applies at once; the window stays, so that one may try them all.
ArchWindow {
    id: dialog

    required property var course

    objectName: "window:text"
    title: Tr.s["window.text"]
    closing: "text-close"
    blocks: choices.spoken()
    onTouched: course.stay()
    onDismissed: course.stay()

    PickGrid {
        id: choices

        width: parent.width
        most: 2
        heard: true
        chosen: "text:" + dialog.course.comfort.page.step
        options: [1, 2, 3, 4].map(step => ({ name: "text:" + step, label: Tr.s["text.step." + step], size: Sizes.of(step, "body") }))
        onPicked: name => dialog.course.comfort.enlarge(Number(name.slice("text:".length)))
    }
}
