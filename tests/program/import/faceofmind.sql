--
-- PostgreSQL database dump
--
INSERT INTO public.community_comments (id, post_id, user_id, content, created_at) VALUES (1, 5, 12, 'Well said;', '2024-03-02 10:00:00+00');
INSERT INTO public.community_comments (id, post_id, user_id, content, created_at) VALUES (2, 99, 12, 'To no post', '2024-03-02 10:00:00+00');
INSERT INTO public.community_posts (id, user_id, title, content, created_at) VALUES (5, 11, 'It''s spring', E'Two\nlines', '2024-03-01 10:00:00+00');
INSERT INTO public.emotion_detections (id, session_id, created_at) VALUES (31, 21, '2024-03-01 09:10:00+00'), (32, 21, '2024-03-01 09:10:00+00');
INSERT INTO public.facial_data (id, emotion_detection_id, emotion, created_at) VALUES (41, 31, 'happy', '2024-03-01 09:10:00+00'), (42, 31, 'happy', '2024-03-01 09:10:00+00'), (43, 77, 'lost', NULL);
INSERT INTO public.feedback (id, session_id, rating, comment) VALUES (51, 21, 5, 'good'), (52, 22, 9, 'too good');
INSERT INTO public.reminders (id, user_id, title, description, reminder_time, is_active, created_at) VALUES (61, 11, 'Breathe', NULL, '2024-04-01 08:00:00+07', true, '2024-03-01 08:00:00+00');
INSERT INTO public.sessions (id, user_id, start_time, end_time) VALUES (21, 11, '2024-03-01 09:00:00+00', '2024-03-01 09:30:00+00'), (22, 12, '2024-03-01 10:00:00+00', NULL);
INSERT INTO public.users (id, email, password, first_name, last_name, role, status, created_at) VALUES
 (11, 'ayu@example.com', '$2a$04$uahTsGM9TjeZpK/XXCqeh.PCQwhhQOwbxK9FekilQ5C21h2y7..zy', 'Ayu', 'Lestari', 'user', 'active', '2024-02-01 00:00:00+00'),
 (12, 'dewi@example.com', '$2b$04$NsC5cRT0awSfXW02W9T7D.EKJ4wI6nsKKIm0gwP0u2P1.0Y8e2/GK', 'Dewi', 'Sari', 'admin', 'inactive', '2024-02-02 00:00:00+00'),
 (13, 'mod@example.com', '$2b$04$NsC5cRT0awSfXW02W9T7D.EKJ4wI6nsKKIm0gwP0u2P1.0Y8e2/GK', 'Mod', 'Erator', 'moderator', 'suspended', '2024-02-02 00:00:00+00');
INSERT INTO public.voice_data (id, emotion_detection_id, content) VALUES (71, 32, 'I feel fine');
INSERT INTO public.wellness_suggestions (id, facial_data_id, voice_data_id, suggestion, url) VALUES (81, 42, NULL, 'Take a walk', 'https://example.com/walk'), (82, NULL, 71, 'Sing', 'javascript:alert(1)');
