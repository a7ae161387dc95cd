import QtQuick
import Relais.Theme
import Relais.controls

// The languages by their own names, never by a flag. A touch speaks it at once, on the same page.
ArchWindow {
    id: dialog

    required property var course

    objectName: "window:language"
    title: Tr.s["window.language"]
    closing: "language-close"
    onTouched: course.stay()
    onDismissed: course.stay()

    PickGrid {
        width: parent.width
        chosen: "language:" + dialog.course.comfort.page.language
        options: Tr.neighbours(dialog.course.comfort.page.languages).map(each => ({
            name: "language:" + each.code, label: each.name, size: Math.max(Sizes.label, Sizes.px(32))
        }))
        onPicked: name => dialog.course.speak(name.slice("language:".length))
    }
}
