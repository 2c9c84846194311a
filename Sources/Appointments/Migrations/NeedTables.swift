// The table of needs, which the desk reads.

import Store

extension AppointmentsFeature {
    /// What was compiled until now: an example that nobody has signed, and whose review is due from the day it was drafted. A version of a need never
    /// changes but for who checked it; the desk reads the latest that is in force. One proposal of a need waits at a time.
    static let needs = Migration(
        "2026-11-29 87 appointments needs",
        """
        CREATE TABLE need_versions (
            id TEXT NOT NULL PRIMARY KEY,
            need TEXT NOT NULL CHECK (need <> ''),
            position BIGINT NOT NULL,
            title TEXT NOT NULL CHECK (title <> ''),
            ask_first TEXT NOT NULL,
            is_offered BOOLEAN NOT NULL,
            from_date TEXT NOT NULL,
            review_on TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('example', 'proposed', 'approved', 'withdrawn')),
            written_by TEXT REFERENCES people (id),
            written_at TEXT NOT NULL,
            checked_by TEXT REFERENCES people (id),
            checked_at TEXT,
            CHECK ((checked_by IS NULL) = (checked_at IS NULL)),
            CHECK ((written_by IS NULL) = (state = 'example')),
            CHECK (state <> 'approved' OR (checked_by IS NOT NULL AND checked_by <> written_by)),
            CHECK (review_on >= from_date)
        );
        CREATE INDEX need_versions_by_need ON need_versions (need, from_date);
        CREATE UNIQUE INDEX need_versions_one_proposed ON need_versions (need) WHERE state = 'proposed';
        CREATE TABLE need_services (
            version TEXT NOT NULL REFERENCES need_versions (id),
            place BIGINT NOT NULL CHECK (place >= 1),
            service TEXT NOT NULL REFERENCES services (code),
            PRIMARY KEY (version, place),
            UNIQUE (version, service)
        );
        INSERT INTO need_versions (id, need, position, title, ask_first, is_offered, from_date, review_on, state, written_by, written_at, checked_by,
            checked_at) VALUES
            ('00000000-0000-7000-8000-000000000001', 'back-pain', 10, 'Back pain',
                'Numbness between the legs, weak legs, or trouble passing water? Then 999 or the duty doctor now.',
                TRUE, '2026-11-21', '2026-11-21', 'example', NULL, '2026-11-21T00:00:00.000Z', NULL, NULL),
            ('00000000-0000-7000-8000-000000000002', 'joint-or-muscle', 20, 'Joint or muscle problem',
                'A hot swollen joint with a fever, or a limb that cannot be used after a fall? Then the duty doctor now.',
                TRUE, '2026-11-21', '2026-11-21', 'example', NULL, '2026-11-21T00:00:00.000Z', NULL, NULL),
            ('00000000-0000-7000-8000-000000000003', 'cough-or-cold', 30, 'Cough, cold or sore throat',
                'Struggling to breathe, blue lips, or drooling and unable to swallow? Then 999.',
                TRUE, '2026-11-21', '2026-11-21', 'example', NULL, '2026-11-21T00:00:00.000Z', NULL, NULL),
            ('00000000-0000-7000-8000-000000000004', 'child-unwell', 40, 'Child who is unwell',
                'Floppy, hard to wake, blotchy skin, a rash that does not fade under a glass, or under 3 months with a fever? Then 999.',
                TRUE, '2026-11-21', '2026-11-21', 'example', NULL, '2026-11-21T00:00:00.000Z', NULL, NULL),
            ('00000000-0000-7000-8000-000000000005', 'earache-or-eye', 50, 'Ear or eye problem',
                'Sudden loss of sight, or a chemical in the eye? Then emergency eye care or 999.',
                TRUE, '2026-11-21', '2026-11-21', 'example', NULL, '2026-11-21T00:00:00.000Z', NULL, NULL),
            ('00000000-0000-7000-8000-000000000006', 'skin', 60, 'Skin problem or rash',
                'Swelling of the face or tongue, trouble breathing, or a rash that does not fade under a glass? Then 999.',
                TRUE, '2026-11-21', '2026-11-21', 'example', NULL, '2026-11-21T00:00:00.000Z', NULL, NULL),
            ('00000000-0000-7000-8000-000000000007', 'urine', 70, 'Pain when passing water',
                'Fever with shaking, vomiting, pregnant, or unable to pass water at all? Then the duty doctor now.',
                TRUE, '2026-11-21', '2026-11-21', 'example', NULL, '2026-11-21T00:00:00.000Z', NULL, NULL),
            ('00000000-0000-7000-8000-000000000008', 'medicine', 80, 'Question about a medicine',
                'Taken too much, or swelling of the face after taking it? Then 999.',
                TRUE, '2026-11-21', '2026-11-21', 'example', NULL, '2026-11-21T00:00:00.000Z', NULL, NULL),
            ('00000000-0000-7000-8000-000000000009', 'blood-pressure', 90, 'Blood pressure or diabetes check',
                'Chest pain, a severe headache, or sudden trouble with speech or sight? Then 999.',
                TRUE, '2026-11-21', '2026-11-21', 'example', NULL, '2026-11-21T00:00:00.000Z', NULL, NULL),
            ('00000000-0000-7000-8000-000000000010', 'cervical-screening', 100, 'Cervical screening (smear test)',
                'Bleeding between periods or after sex? Then book the GP, not a screening appointment.',
                TRUE, '2026-11-21', '2026-11-21', 'example', NULL, '2026-11-21T00:00:00.000Z', NULL, NULL),
            ('00000000-0000-7000-8000-000000000011', 'dressing', 110, 'Wound dressing or stitches out',
                'Spreading redness with a fever, or bleeding that does not stop? Then the duty doctor now.',
                TRUE, '2026-11-21', '2026-11-21', 'example', NULL, '2026-11-21T00:00:00.000Z', NULL, NULL),
            ('00000000-0000-7000-8000-000000000012', 'blood-test', 120, 'Blood test',
                'Asked to have it today as an emergency? Then ask the duty doctor.',
                TRUE, '2026-11-21', '2026-11-21', 'example', NULL, '2026-11-21T00:00:00.000Z', NULL, NULL),
            ('00000000-0000-7000-8000-000000000013', 'low-mood', 130, 'Low mood, worry or sleep',
                'Thoughts of ending their life, or not safe now? Then 999, or 111 option 2 for the crisis line. Stay on the telephone.',
                TRUE, '2026-11-21', '2026-11-21', 'example', NULL, '2026-11-21T00:00:00.000Z', NULL, NULL),
            ('00000000-0000-7000-8000-000000000014', 'womens-health', 140, 'Contraception or women''s health',
                'Pregnant with pain or bleeding? Then the duty doctor or early pregnancy unit now.',
                TRUE, '2026-11-21', '2026-11-21', 'example', NULL, '2026-11-21T00:00:00.000Z', NULL, NULL),
            ('00000000-0000-7000-8000-000000000015', 'something-else', 150, 'Something else, or does not wish to say',
                'Chest pain, trouble breathing, a face or arm gone weak, heavy bleeding, or collapse? Then 999.',
                TRUE, '2026-11-21', '2026-11-21', 'example', NULL, '2026-11-21T00:00:00.000Z', NULL, NULL);
        INSERT INTO need_services (version, place, service) VALUES
            ('00000000-0000-7000-8000-000000000001', 1, 'physiotherapist'),
            ('00000000-0000-7000-8000-000000000001', 2, 'gp'),
            ('00000000-0000-7000-8000-000000000002', 1, 'physiotherapist'),
            ('00000000-0000-7000-8000-000000000002', 2, 'gp'),
            ('00000000-0000-7000-8000-000000000003', 1, 'nurse'),
            ('00000000-0000-7000-8000-000000000003', 2, 'gp'),
            ('00000000-0000-7000-8000-000000000003', 3, 'paramedic'),
            ('00000000-0000-7000-8000-000000000004', 1, 'gp'),
            ('00000000-0000-7000-8000-000000000004', 2, 'paramedic'),
            ('00000000-0000-7000-8000-000000000005', 1, 'nurse'),
            ('00000000-0000-7000-8000-000000000005', 2, 'gp'),
            ('00000000-0000-7000-8000-000000000006', 1, 'nurse'),
            ('00000000-0000-7000-8000-000000000006', 2, 'gp'),
            ('00000000-0000-7000-8000-000000000007', 1, 'pharmacist'),
            ('00000000-0000-7000-8000-000000000007', 2, 'nurse'),
            ('00000000-0000-7000-8000-000000000007', 3, 'gp'),
            ('00000000-0000-7000-8000-000000000008', 1, 'pharmacist'),
            ('00000000-0000-7000-8000-000000000008', 2, 'gp'),
            ('00000000-0000-7000-8000-000000000009', 1, 'nurse'),
            ('00000000-0000-7000-8000-000000000009', 2, 'pharmacist'),
            ('00000000-0000-7000-8000-000000000010', 1, 'nurse'),
            ('00000000-0000-7000-8000-000000000011', 1, 'nurse'),
            ('00000000-0000-7000-8000-000000000011', 2, 'healthcare-assistant'),
            ('00000000-0000-7000-8000-000000000012', 1, 'healthcare-assistant'),
            ('00000000-0000-7000-8000-000000000012', 2, 'nurse'),
            ('00000000-0000-7000-8000-000000000013', 1, 'mental-health-practitioner'),
            ('00000000-0000-7000-8000-000000000013', 2, 'gp'),
            ('00000000-0000-7000-8000-000000000014', 1, 'nurse'),
            ('00000000-0000-7000-8000-000000000014', 2, 'gp'),
            ('00000000-0000-7000-8000-000000000015', 1, 'gp'),
            ('00000000-0000-7000-8000-000000000015', 2, 'paramedic');
        """)
}
