import QtQuick
import QtQuick.Shapes
import Relais.Theme

// A Phosphor pictogram in the colours of the theme. Drawn as a path, not as an image: it is there with the first
// frame, changes colour without a cache, and the software renderer draws it.
Item {
    id: pictogram

    property string name: ""
    property string cut: "duotone"
    property real size: 40
    property color ink: Theme.ink
    property color tone: Theme.tone
    property real boost: cut === "duotone" ? 5 : 0
    property bool mirrored: false
    readonly property bool turned: mirrored && Theme.rtl
    readonly property var outlines: Glyphs.outlines(name, cut)
    readonly property bool known: outlines.length > 0

    implicitWidth: size
    implicitHeight: size

    Shape {
        width: 256
        height: 256
        visible: pictogram.known
        preferredRendererType: Shape.CurveRenderer
        transform: [
            Scale {
                xScale: pictogram.size / (pictogram.turned ? -256 : 256)
                yScale: pictogram.size / 256
            },
            Translate {
                x: pictogram.turned ? pictogram.size : 0
            }
        ]

        ShapePath {
            fillColor: pictogram.tone
            strokeColor: "transparent"
            fillRule: ShapePath.WindingFill
            PathSvg {
                path: pictogram.known ? pictogram.outlines[0] : ""
            }
        }
        ShapePath {
            fillColor: pictogram.ink
            strokeColor: pictogram.boost > 0 ? pictogram.ink : "transparent"
            strokeWidth: pictogram.boost
            joinStyle: ShapePath.RoundJoin
            fillRule: ShapePath.WindingFill
            PathSvg {
                path: pictogram.known ? pictogram.outlines[1] : ""
            }
        }
    }
}
