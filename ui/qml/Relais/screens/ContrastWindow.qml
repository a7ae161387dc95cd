import QtQuick
import Relais.Theme
import Relais.controls

// Four sets of colours, each painted in itself. A touch applies at once; the window stays.
ArchWindow {
    id: dialog

    required property var course

    objectName: "window:contrast"
    title: Tr.s["window.contrast"]
    closing: "contrast-close"
    blocks: choices.spoken()
    onTouched: course.stay()
    onDismissed: course.stay()

    PickGrid {
        id: choices

        width: parent.width
        most: 2
        heard: true
        chosen: "theme:" + dialog.course.comfort.page.theme
        options: ["clair", "sombre", "contraste", "doux"].map(theme => ({
            name: "theme:" + theme, label: Tr.s["theme." + theme], size: Sizes.label, worn: theme
        }))
        onPicked: name => dialog.course.comfort.paint(name.slice("theme:".length))
    }
}
