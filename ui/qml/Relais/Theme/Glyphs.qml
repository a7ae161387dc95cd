pragma Singleton
import QtQuick

// The outlines of the pictograms: [second tone, line] in a square of 256, or [] for a name that has no drawing.
QtObject {
    property var source: null

    function outlines(name: string, cut: string): var {
        return source && name ? source.outlines(name, cut) : [];
    }
}
